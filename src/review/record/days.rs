//! Days between days, and working days.

use jiff::{
    Span, Unit,
    civil::{Date, Weekday},
};

/// How many days ahead the end of an exception or a condition is told: more urgently each time.
pub const HORIZONS: [u32; 3] = [30, 14, 7];

/// The days from one to another; negative if the other is earlier.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until((Unit::Day, to)).map_or(0, |span| i64::from(span.get_days()))
}

/// The day that lies so many working days after another: Monday to Friday, whatever is a holiday.
pub fn working_days_after(day: Date, count: u32) -> Date {
    let (mut at, mut left) = (day, count);
    while left > 0 {
        at = at.saturating_add(Span::new().days(1));
        if !matches!(at.weekday(), Weekday::Saturday | Weekday::Sunday) {
            left -= 1;
        }
        if at == Date::MAX {
            break;
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weekend_has_no_working_day() {
        let friday: Date = "2026-11-13".parse().expect("a day");
        let after = |count| working_days_after(friday, count).to_string();
        assert_eq!([after(0), after(1), after(5), after(6)], ["2026-11-13", "2026-11-16", "2026-11-20", "2026-11-23"]);
        assert_eq!(days_between(friday, "2027-01-05".parse().expect("a day")), 53);
        assert_eq!(days_between(friday, "2026-11-12".parse().expect("a day")), -1);
    }
}
