//! One coordinate of a vector-valued function: a search per component over shared points.

use crate::numeric::estimate::Estimate;
use crate::numeric::search::Search;
use crate::numeric::settings::{Coordinate, FiniteDifference};

/// The searches for one column of a Jacobian.
///
/// Every component has a search of its own, with its own steps and its own error, but ladders of
/// powers of two meet at the same points, and a vector evaluated once serves them all: a column
/// costs little more than its most demanding component.
///
/// ```
/// use partials::numeric::{Column, FiniteDifference};
///
/// let f = |x: f64| [x.sin(), x * x];
/// let mut column = Column::new(&FiniteDifference::new(), 0, 3.0, &f(3.0));
/// while !column.ask().is_empty() {
///     let values: Vec<f64> = column.ask().iter().flat_map(|x| f(*x)).collect();
///     column.tell(&values);
/// }
/// let slopes: Vec<_> = column.estimates().collect();
/// assert!((slopes[0].value - 3.0_f64.cos()).abs() <= slopes[0].error);
/// assert!((slopes[1].value - 6.0).abs() <= slopes[1].error);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Column {
    /// The search of any component, as long as it is not known how many there are.
    prototype: Option<Search>,
    searches: Vec<Search>,
    /// The abscissae evaluated so far.
    abscissae: Vec<f64>,
    /// One value per component for each of them, in the same order.
    values: Vec<f64>,
    asked: Vec<f64>,
    /// What a search is about to be told.
    told: Vec<f64>,
}

impl Column {
    /// The searches along coordinate `coordinate` from x, where the function is `value`.
    ///
    /// ```
    /// use partials::numeric::{Column, FiniteDifference};
    ///
    /// let column = Column::new(&FiniteDifference::new(), 0, 3.0, &[0.14, 9.0]);
    /// assert_eq!(column.searches().len(), 2);
    /// assert!(!column.ask().contains(&3.0)); // known
    /// ```
    #[must_use]
    pub fn new(settings: &FiniteDifference, coordinate: usize, x: f64, value: &[f64]) -> Self {
        let mut column = Self::default();
        column.restart(settings.coordinate(coordinate), x, Some(value));
        column
    }

    /// The same where the function's value at x is not known, nor how many components it has. A
    /// fixed-step difference may never ask for it.
    ///
    /// ```
    /// use partials::numeric::{Column, FiniteDifference};
    ///
    /// let column = Column::without_value(&FiniteDifference::fast(), 0, 3.0);
    /// assert_eq!((column.ask().len(), column.searches().len()), (2, 0));
    /// ```
    #[must_use]
    pub fn without_value(settings: &FiniteDifference, coordinate: usize, x: f64) -> Self {
        let mut column = Self::default();
        column.restart(settings.coordinate(coordinate), x, None);
        column
    }

    /// Another column in the memory of this one.
    pub(super) fn restart(&mut self, settings: Coordinate, x: f64, value: Option<&[f64]>) {
        self.searches.clear();
        self.abscissae.clear();
        self.values.clear();
        self.asked.clear();
        match value {
            Some(value) => {
                let search = |f: &f64| Search::start(settings, x, Some(*f));
                self.searches.extend(value.iter().map(search));
                self.prototype = None;
            }
            None => self.prototype = Some(Search::start(settings, x, None)),
        }
        self.collect();
    }

    /// The abscissae at which the function is needed next; empty when the column is done.
    ///
    /// ```
    /// use partials::numeric::{Column, FiniteDifference};
    ///
    /// let column = Column::new(&FiniteDifference::absolute_step(0.5), 0, 2.0, &[8.0, 4.0]);
    /// assert_eq!(column.ask().len(), 2); // two vectors, for both components
    /// assert!(column.ask().contains(&1.5) && column.ask().contains(&2.5));
    /// ```
    #[must_use]
    pub fn ask(&self) -> &[f64] {
        &self.asked
    }

    /// Takes the function's values at the abscissae asked for: all components at the first, all
    /// components at the second, and so on.
    ///
    /// # Panics
    /// If there are not as many values as abscissae times components.
    ///
    /// ```
    /// use partials::numeric::{Column, FiniteDifference};
    ///
    /// let mut column = Column::without_value(&FiniteDifference::absolute_step(0.5), 0, 2.0);
    /// let values: Vec<f64> = column.ask().iter().flat_map(|x| [2.0 * x, x * x]).collect();
    /// column.tell(&values);
    /// let slopes: Vec<f64> = column.estimates().map(|found| found.value).collect();
    /// assert_eq!(slopes, [2.0, 4.0]);
    /// ```
    pub fn tell(&mut self, values: &[f64]) {
        if !self.asked.is_empty()
            && let Some(search) = self.prototype.take()
        {
            self.searches
                .resize(values.len() / self.asked.len(), search);
        }
        assert_eq!(
            values.len(),
            self.asked.len() * self.searches.len(),
            "the column needs a value of every component at each abscissa it asked for"
        );
        self.abscissae.append(&mut self.asked);
        self.values.extend_from_slice(values);
        self.collect();
    }

    /// Vector evaluations so far.
    ///
    /// ```
    /// use partials::numeric::{Column, FiniteDifference};
    ///
    /// let mut column = Column::without_value(&FiniteDifference::fast(), 0, 2.0);
    /// assert_eq!(column.evaluations(), 0);
    /// let count = column.ask().len();
    /// column.tell(&vec![1.0; 3 * count]); // of three components
    /// assert_eq!(column.evaluations(), count);
    /// ```
    #[must_use]
    pub fn evaluations(&self) -> usize {
        self.abscissae.len()
    }

    /// The searches, one per component, once it is known how many there are. They have their
    /// estimates when nothing is asked any more.
    ///
    /// ```
    /// use partials::numeric::{Column, FiniteDifference};
    ///
    /// let column = Column::new(&FiniteDifference::new(), 0, 3.0, &[0.14, 9.0]);
    /// assert_eq!(column.searches()[1].value_at_x(), Some(9.0));
    /// ```
    #[must_use]
    pub fn searches(&self) -> &[Search] {
        &self.searches
    }

    /// The entries of the column, once nothing is asked any more. Each counts the evaluations it
    /// used, most of which it shares with others.
    ///
    /// ```
    /// use partials::numeric::{Column, FiniteDifference};
    ///
    /// let mut column = Column::new(&FiniteDifference::absolute_step(0.5), 0, 2.0, &[4.0]);
    /// assert_eq!(column.estimates().count(), 0); // not yet
    /// let values: Vec<f64> = column.ask().iter().map(|x| x * x).collect();
    /// column.tell(&values);
    /// assert_eq!(column.estimates().next().unwrap().value, 4.0);
    /// ```
    pub fn estimates(&self) -> impl Iterator<Item = Estimate<f64>> + '_ {
        self.searches.iter().filter_map(Search::estimate)
    }

    /// The entry of one component, when nothing is asked any more.
    pub(super) fn answer(&self, component: usize) -> Estimate<f64> {
        let search = self.prototype.as_ref();
        search.unwrap_or_else(|| &self.searches[component]).answer()
    }

    /// Feeds every search what is known, and gathers what is not.
    fn collect(&mut self) {
        let Self {
            prototype,
            searches,
            abscissae,
            values,
            asked,
            told,
        } = self;
        if let Some(prototype) = prototype {
            asked.extend_from_slice(prototype.ask());
            return;
        }
        let components = searches.len();
        for (component, search) in searches.iter_mut().enumerate() {
            loop {
                told.clear();
                let known = search.ask().iter().map_while(|t| {
                    let place = abscissae.iter().position(|a| a == t)?;
                    Some(values[place * components + component])
                });
                told.extend(known);
                if told.is_empty() || told.len() < search.ask().len() {
                    break;
                }
                search.tell(told);
            }
            for t in search.ask() {
                if !abscissae.contains(t) && !asked.contains(t) {
                    asked.push(*t);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numeric::run;

    fn evaluate(t: f64) -> [f64; 3] {
        [t.sin(), t * t * t, (t - 1.0).abs() + 2.0 * t]
    }

    #[test]
    fn components_share_their_points() {
        let settings = FiniteDifference::new();
        let mut column = Column::new(&settings, 0, 0.5, &evaluate(0.5));
        while !column.ask().is_empty() {
            let values: Vec<f64> = column.ask().iter().flat_map(|t| evaluate(*t)).collect();
            column.tell(&values);
        }
        let found: Vec<_> = column.estimates().collect();
        assert_eq!(found.len(), 3);
        let most = found.iter().map(|e| e.evaluations).max().unwrap();
        let sum: usize = found.iter().map(|e| e.evaluations).sum();
        assert!(column.evaluations() <= most + 4 && column.evaluations() < sum);
        for (component, estimate) in found.iter().enumerate() {
            let value = evaluate(0.5)[component];
            let mut alone = Search::with_value(&settings, 0, 0.5, value);
            assert_eq!(*estimate, run(&mut alone, |t| evaluate(t)[component]));
        }
    }

    #[test]
    fn the_first_values_tell_how_many_components_there_are() {
        let mut column = Column::without_value(&FiniteDifference::fast(), 0, 0.5);
        assert_eq!((column.ask().len(), column.searches().len()), (2, 0));
        let values: Vec<f64> = column.ask().iter().flat_map(|t| evaluate(*t)).collect();
        column.tell(&values);
        assert!(column.ask().is_empty());
        let known = Column::new(&FiniteDifference::fast(), 0, 0.5, &evaluate(0.5));
        assert_eq!((column.estimates().count(), known.searches().len()), (3, 3));
    }

    #[test]
    fn no_components_need_no_points() {
        let column = Column::new(&FiniteDifference::new(), 0, 1.0, &[]);
        assert!(column.ask().is_empty());
        assert_eq!(column.estimates().count(), 0);
    }
}
