use partials::sampled::Differences;
use std::time::Instant;
fn main(){
 let f:Vec<f64>=(0..1000).map(|i| (i%1013) as f64*0.37).collect(); let mut o=f.clone(); let mut o2=[f.clone()];
 let fd=ndarray::ArrayD::from_shape_vec(vec![1000],f.clone()).unwrap(); let mut od=[fd.clone()];
 let d=Differences::new().spacing(0.1);
 let axes=[0usize];
 let dd=Differences::new().axes(&axes[..]).spacing(vec![partials::sampled::Spacing::Step(0.1)]);
 macro_rules! t{($n:literal,$e:expr)=>{ let mut b=f64::INFINITY; for _ in 0..200{let t=Instant::now(); for _ in 0..1000{ $e; } b=b.min(t.elapsed().as_secs_f64()/1000.);} println!("{} {:.1} ns",$n,b*1e9);}}
 t!("derivative_into vec", d.derivative_into(std::hint::black_box(&f),std::hint::black_box(&mut o)).unwrap());
 t!("gradient_into vec", d.gradient_into(std::hint::black_box(&f),std::hint::black_box(&mut o2)).unwrap());
 t!("gradient_into dyn", d.gradient_into(std::hint::black_box(&fd),std::hint::black_box(&mut od)).unwrap());
 t!("gradient_into dyn each", dd.gradient_into(std::hint::black_box(&fd),std::hint::black_box(&mut od)).unwrap());
 t!("free gradient_into", partials::sampled::gradient_into(std::hint::black_box(&f),0.1,std::hint::black_box(&mut o2)).unwrap());
 t!("gradient alloc", std::hint::black_box(partials::sampled::gradient(std::hint::black_box(&f),0.1).unwrap()));
 t!("empty 3", d.derivative_into(std::hint::black_box(&f[..3]),std::hint::black_box(&mut o[..3])).unwrap());
}
