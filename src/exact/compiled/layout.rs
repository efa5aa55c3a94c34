//! [`Layout`]: what the functions that a plan is cut into hand on to each other, and which operations are
//! left to others.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;
use smallvec::SmallVec;

use super::program::Plan;
use crate::scalar::graph::{Op, Unary};

type Map<V> = HashMap<u32, V, FxBuildHasher>;

/// Where a result goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Value(usize),
    Gradient(usize),
    Entry(usize),
}

/// Everything that the parts need to know of each other.
pub(super) struct Layout<'a> {
    pub(super) plan: &'a Plan,
    pub(super) parts: &'a [&'a [u32]],
    /// Places in memory of what a later part uses.
    pub(super) slots: Map<usize>,
    /// Places in memory of the shares of lists.
    pub(super) shares: Map<usize>,
    /// The place in memory where a list is put together.
    pub(super) list: usize,
    /// How much memory that is.
    pub(super) scratch: usize,
    /// Where results go.
    pub(super) places: Map<SmallVec<[Place; 2]>>,
    /// Sine and cosine of a number, where one part computes both.
    pub(super) pairs: Map<[u32; 2]>,
    /// Products that are added to something within the same instruction.
    pub(super) fused: Map<()>,
    pub(super) has_fma: bool,
}

impl<'a> Layout<'a> {
    pub(super) fn new(plan: &'a Plan, parts: &'a [&'a [u32]], has_fma: bool) -> Self {
        let mut places: Map<SmallVec<[Place; 2]>> = Map::default();
        for (i, value) in plan.values.iter().enumerate() {
            places.entry(*value).or_default().push(Place::Value(i));
        }
        for (entry, i) in &plan.gradient {
            places.entry(*entry).or_default().push(Place::Gradient(*i));
        }
        for (entry, [first, second]) in &plan.entries {
            let places = places.entry(*entry).or_default();
            places.push(Place::Entry(*first));
            if second != first {
                places.push(Place::Entry(*second));
            }
        }
        let mut layout = Self {
            plan,
            parts,
            slots: Map::default(),
            shares: Map::default(),
            list: 0,
            scratch: 0,
            places,
            pairs: Map::default(),
            fused: Map::default(),
            has_fma,
        };
        layout.hand_on();
        layout.make_room();
        layout.pair();
        if has_fma {
            layout.fuse();
        }
        layout
    }

    pub(super) fn op(&self, place: u32) -> Op {
        self.plan.graph.ops[place as usize]
    }

    /// Whether it is a number that is computed, and not read from the input, the constants or a list.
    fn is_computed(&self, place: u32) -> bool {
        !matches!(
            self.op(place),
            Op::Variable(_) | Op::Constant(_) | Op::Shares(_)
        )
    }

    /// Gives a place in memory to whatever a later part uses, which is free again behind its last use.
    fn hand_on(&mut self) {
        let mut part_of: Map<usize> = Map::default();
        let mut last_use: Map<usize> = Map::default();
        for (part, places) in self.parts.iter().enumerate() {
            for &place in *places {
                part_of.insert(place, part);
                for operand in self.plan.graph.operands(self.op(place)) {
                    if self.is_computed(operand) && part_of.get(&operand) != Some(&part) {
                        last_use.insert(operand, part);
                    }
                }
            }
        }
        let mut free: Vec<usize> = vec![];
        let mut freed: Vec<Vec<usize>> = vec![vec![]; self.parts.len()];
        for (part, places) in self.parts.iter().enumerate() {
            if part > 0 {
                free.append(&mut freed[part - 1]);
            }
            for place in *places {
                if let Some(&last) = last_use.get(place) {
                    let slot = free.pop().unwrap_or_else(|| {
                        self.scratch += 1;
                        self.scratch - 1
                    });
                    self.slots.insert(*place, slot);
                    freed[last].push(slot);
                }
            }
        }
    }

    /// Gives memory to lists, which may be too long for the stack of a thread.
    fn make_room(&mut self) {
        let mut longest = 0;
        for &place in self.parts.iter().copied().flatten() {
            let (list, has_shares) = match self.op(place) {
                Op::LogSumExp(list) => (list, false),
                Op::Shares(list) => (list, true),
                _ => continue,
            };
            let len = self.plan.graph.lists[list as usize].len();
            longest = longest.max(len);
            if has_shares {
                self.shares.insert(place, self.scratch);
                self.scratch += len;
            }
        }
        self.list = self.scratch;
        self.scratch += longest;
    }

    /// Finds numbers of which a part computes sine and cosine.
    fn pair(&mut self) {
        let mut found: Map<[Option<u32>; 2]> = Map::default();
        for places in self.parts {
            found.clear();
            for &place in *places {
                let (a, which) = match self.op(place) {
                    Op::Of(Unary::sin, a) => (a, 0),
                    Op::Of(Unary::cos, a) => (a, 1),
                    _ => continue,
                };
                let pair = found.entry(a).or_default();
                pair[which] = Some(place);
                if let [Some(sine), Some(cosine)] = *pair {
                    self.pairs.insert(a, [sine, cosine]);
                }
            }
        }
    }

    /// Finds products of derivatives that are used once, in a sum of the same part. The function's own
    /// products are rounded as on `f64`.
    fn fuse(&mut self) {
        let mut uses: Map<u32> = Map::default();
        for &place in self.parts.iter().copied().flatten() {
            for operand in self.plan.graph.operands(self.op(place)) {
                *uses.entry(operand).or_default() += 1;
            }
        }
        let is_derivative = |place: u32| place as usize >= self.plan.plain;
        let mut here: Map<()> = Map::default();
        for places in self.parts {
            here.clear();
            for &place in *places {
                here.insert(place, ());
                let (Op::Add(a, b) | Op::Sub(a, b)) = self.op(place) else {
                    continue;
                };
                let is_fit = |product: &u32| {
                    matches!(self.op(*product), Op::Mul(..))
                        && is_derivative(*product)
                        && uses.get(product) == Some(&1)
                        && here.contains_key(product)
                        && !self.places.contains_key(product)
                };
                if a != b
                    && is_derivative(place)
                    && let Some(product) = [b, a].into_iter().find(is_fit)
                {
                    self.fused.insert(product, ());
                }
            }
        }
    }
}
