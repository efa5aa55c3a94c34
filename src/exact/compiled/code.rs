//! Machine code from a graph, by cranelift, and the call of it.
//!
//! The code is cut into functions of bounded size, so that the time to compile it grows in proportion to the
//! graph; what one leaves to a later one stands in memory. Each returns as soon as something is
//! not as the code assumes: a comparison comes out otherwise, an operation stands at an edge, or a result is not
//! finite.

use std::sync::{Arc, Mutex, OnceLock};

use cranelift_codegen::isa::TargetIsa;
use cranelift_codegen::settings::{self, Configurable};
use cranelift_frontend::FunctionBuilderContext;
use cranelift_jit::{JITBuilder, JITModule};
use cranelift_module::{FuncId, Module, default_libcall_names};

use super::emit::{Constants, OFF_PATH, ON_PATH, emit};
use super::layout::Layout;
use super::program::Plan;

/// How much work the compiler takes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effort {
    /// About a microsecond for an operation.
    Quick,
    /// Several times as long, for code that is up to twice as fast.
    Thorough,
}

impl Effort {
    /// Operations of one function. In thorough mode the time to compile grows faster than their number.
    fn operations(self) -> usize {
        match self {
            Self::Quick => 2_000,
            Self::Thorough => 500,
        }
    }

    fn flags(self) -> [(&'static str, &'static str); 2] {
        match self {
            Self::Quick => [("opt_level", "none"), ("regalloc_algorithm", "single_pass")],
            Self::Thorough => [
                ("opt_level", "none"),
                ("regalloc_algorithm", "backtracking"),
            ],
        }
    }
}

/// The point with what follows it, values, gradient, entries, memory between functions, constants.
pub(super) type Entry =
    unsafe extern "C" fn(*const f64, *mut f64, *mut f64, *mut f64, *mut f64, *const f64) -> u32;

/// Compiled functions, and the memory they are in.
pub(super) struct Code {
    first: Entry,
    /// Those that go on where the first one ends.
    others: Vec<Entry>,
    constants: Vec<f64>,
    /// How long the arrays have to be that the code reads and writes.
    inputs: usize,
    values: usize,
    gradient: usize,
    outputs: usize,
    scratch: usize,
    bytes: usize,
    /// Owns the memory of the code. It is only touched again to be freed.
    module: Mutex<Option<JITModule>>,
}

/// The longest array, whose places are 31 bits in an instruction.
const LONGEST: usize = (1 << 28) - 1;

/// Why code has no answer at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Miss {
    /// A comparison comes out otherwise: the point is on another path.
    Path,
    /// An operation stands at an edge, or a result is not finite. The point may be on the path or not.
    Edge,
}

/// Why there is no machine code.
#[derive(Clone, Debug)]
pub(super) struct Unsupported(pub(super) String);

/// The compiler for this machine.
fn compiler(effort: Effort) -> Result<Arc<dyn TargetIsa>, Unsupported> {
    static COMPILERS: [OnceLock<Result<Arc<dyn TargetIsa>, String>>; 2] =
        [const { OnceLock::new() }; 2];
    let make = || {
        let mut flags = settings::builder();
        let general = [
            ("use_colocated_libcalls", "false"),
            ("is_pic", "false"),
            ("enable_verifier", "false"),
            ("unwind_info", "false"),
        ];
        for (name, value) in general.into_iter().chain(effort.flags()) {
            flags.set(name, value).map_err(|error| error.to_string())?;
        }
        let machine = cranelift_native::builder().map_err(str::to_owned)?;
        machine
            .finish(settings::Flags::new(flags))
            .map_err(|error| error.to_string())
    };
    let compiler = COMPILERS[effort as usize].get_or_init(make);
    compiler.clone().map_err(Unsupported)
}

impl Code {
    /// Compiles what is planned.
    pub(super) fn compile(plan: &Plan, effort: Effort) -> Result<Self, Unsupported> {
        let isa = compiler(effort)?;
        let mut parts: Vec<&[u32]> = plan.order.chunks(effort.operations()).collect();
        if parts.is_empty() {
            parts.push(&[]);
        }
        let layout = Layout::new(plan, &parts, has_fma(&*isa));
        let largest = [plan.inputs, plan.outputs, plan.values.len(), layout.scratch];
        if largest.iter().any(|len| *len > LONGEST) {
            return Err(Unsupported(format!(
                "an array of more than {LONGEST} numbers"
            )));
        }
        let mut module = JITModule::new(JITBuilder::with_isa(isa, default_libcall_names()));
        let mut context = module.make_context();
        let mut memory = FunctionBuilderContext::new();
        let mut ids: Vec<FuncId> = vec![];
        let mut bytes = 0;
        let failed = |error: cranelift_module::ModuleError| Unsupported(error.to_string());
        let constants = {
            let mut constants = Constants::default();
            for part in 0..parts.len() {
                emit(
                    &module,
                    &mut context,
                    &mut memory,
                    &layout,
                    part,
                    &mut constants,
                );
                let signature = &context.func.signature;
                let id = module
                    .declare_anonymous_function(signature)
                    .map_err(failed)?;
                module.define_function(id, &mut context).map_err(failed)?;
                bytes += context
                    .compiled_code()
                    .map_or(0, |code| code.code_buffer().len());
                ids.push(id);
                module.clear_context(&mut context);
            }
            constants.into_values()
        };
        module.finalize_definitions().map_err(failed)?;
        Ok(Self {
            first: entry(&module, ids[0]),
            others: ids[1..].iter().map(|&id| entry(&module, id)).collect(),
            constants,
            inputs: plan.inputs,
            values: plan.values.len(),
            gradient: plan.gradient.iter().map(|(_, i)| i + 1).max().unwrap_or(0),
            outputs: plan.outputs,
            scratch: layout.scratch,
            bytes,
            module: Mutex::new(Some(module)),
        })
    }

    /// Bytes of machine code.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Runs the code, if everything is as it assumes. If not, what has been written is no answer.
    ///
    /// # Panics
    ///
    /// If an array is too short.
    #[inline]
    #[allow(unsafe_code)]
    pub(super) fn run(
        &self,
        x: &[f64],
        values: &mut [f64],
        gradient: &mut [f64],
        entries: &mut [f64],
    ) -> Result<(), Miss> {
        assert!(x.len() >= self.inputs && values.len() >= self.values);
        assert!(gradient.len() >= self.gradient && entries.len() >= self.outputs);
        let x = x.as_ptr();
        let (values, gradient) = (values.as_mut_ptr(), gradient.as_mut_ptr());
        let (entries, constants) = (entries.as_mut_ptr(), self.constants.as_ptr());
        let call = |entry: Entry, scratch: *mut f64| {
            // SAFETY: the code was compiled from a plan for these arrays. It reads `x` and `constants` and
            // writes `values`, `gradient` and `entries` at the places of the plan, all below the lengths that
            // were taken from it and compared above, and reads and writes `scratch` below `self.scratch`, of
            // which it reads only what it has written before. The functions it calls take and return numbers,
            // or addresses in its own frame and in memory of the call, and do not unwind. The memory that it
            // is in is freed by `drop` alone, which nobody can run while `self` is borrowed. It has no state,
            // so that threads do not meet.
            match i64::from(unsafe { entry(x, values, gradient, entries, scratch, constants) }) {
                ON_PATH => Ok(()),
                OFF_PATH => Err(Miss::Path),
                _ => Err(Miss::Edge),
            }
        };
        if self.scratch == 0 && self.others.is_empty() {
            return call(self.first, std::ptr::null_mut());
        }
        with_scratch(self.scratch, |scratch| {
            let entries = std::iter::once(&self.first).chain(&self.others);
            entries
                .into_iter()
                .try_for_each(|entry| call(*entry, scratch.as_mut_ptr()))
        })
    }
}

/// The address of a function, which has been compiled as [`emit`] says.
#[allow(unsafe_code)]
fn entry(module: &JITModule, id: FuncId) -> Entry {
    let address = module.get_finalized_function(id);
    // SAFETY: `emit` gives every function this signature, in the calling convention of C.
    unsafe { std::mem::transmute::<*const u8, Entry>(address) }
}

impl Drop for Code {
    #[allow(unsafe_code)]
    fn drop(&mut self) {
        let module = self
            .module
            .get_mut()
            .unwrap_or_else(|broken| broken.into_inner());
        if let Some(module) = module.take() {
            // SAFETY: the addresses of its functions are in `self.first` and `self.others` alone, which go with it.
            unsafe { module.free_memory() };
        }
    }
}

/// Lends memory that a thread keeps from one call to the next. A call inside a call has its own.
fn with_scratch<R>(len: usize, f: impl FnOnce(&mut [f64]) -> R) -> R {
    thread_local! {
        static SCRATCH: std::cell::Cell<Vec<f64>> = const { std::cell::Cell::new(Vec::new()) };
    }
    let mut scratch = SCRATCH.take();
    if scratch.len() < len {
        scratch.resize(len, 0.0);
    }
    let result = f(&mut scratch);
    SCRATCH.set(scratch);
    result
}

/// Whether the machine multiplies and adds with one rounding.
fn has_fma(isa: &dyn TargetIsa) -> bool {
    let flags = isa.isa_flags();
    let is_x86 = isa.name() == "x64";
    !is_x86
        || flags
            .iter()
            .any(|flag| flag.name == "has_fma" && flag.as_bool() == Some(true))
}
