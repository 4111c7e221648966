// Civil dates (proleptic Gregorian) as a count of days.
#pragma once

#include <compare>
#include <cstdint>

namespace hearth {

//! Days since 1970-01-01.
struct Date {
    std::int32_t days = 0;
    friend constexpr auto operator<=>(Date, Date) = default;
};

struct CivilDate {
    int year = 1970;
    int month = 1;
    int day = 1;
    friend constexpr auto operator<=>(const CivilDate&, const CivilDate&) = default;
};

//! Counts days from March, so that the leap day is the last of its year.
constexpr Date to_date(CivilDate c)
{
    const int y = c.month <= 2 ? c.year - 1 : c.year;
    const int era = (y >= 0 ? y : y - 399) / 400;
    const int year_of_era = y - era * 400;
    const int month_from_march = (c.month + 9) % 12;
    const int day_of_year = (153 * month_from_march + 2) / 5 + c.day - 1;
    const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return {era * 146'097 + day_of_era - 719'468};
}

constexpr CivilDate to_civil(Date date)
{
    const int z = date.days + 719'468;
    const int era = (z >= 0 ? z : z - 146'096) / 146'097;
    const int day_of_era = z - era * 146'097;
    const int year_of_era =
        (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const int day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int month_from_march = (5 * day_of_year + 2) / 153;
    const int month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    const int day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    return {year_of_era + era * 400 + (month <= 2 ? 1 : 0), month, day};
}

constexpr Date first_day_of(int year) { return to_date({year, 1, 1}); }

constexpr int days_in_month(int year, int month)
{
    if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

//! Whether the day exists (no 30 February).
constexpr bool exists(CivilDate c)
{
    return c.month >= 1 && c.month <= 12 && c.day >= 1 && c.day <= days_in_month(c.year, c.month);
}

} // namespace hearth
