// What the sections of a report share: quantities by scenario, year and draw; units as people read
// them; tables and figures.
#pragma once

#include <functional>
#include <optional>

#include "output/report.hpp"
#include "output/svg_chart.hpp"

namespace hearth::report {

//! A unit as shown: values are multiplied by `factor` and told with `decimals`.
struct ShownUnit {
    std::string name;
    double factor = 1.0;
    int decimals = 0;
    std::string text(double v, bool sign = false) const { return svg::number(v * factor, decimals, sign); }
};
//! `largest`: of the values shown together, before the factor.
ShownUnit shown_unit(const std::string& unit, double largest, bool difference = false);

//! Something told by scenario, year and draw; NaN where it does not apply.
struct Quantity {
    std::string id; //!< measure's name; "" if made here
    std::string label, unit;
    std::string group; //!< of the file; "" if made of several
    std::function<double(std::size_t scenario, std::size_t year, std::size_t draw)> at;
};
//! None where the file lacks the measure or group, or holds no number for it.
std::optional<Quantity> quantity(const Results& r, std::string_view measure, std::string_view group = "all");
//! Groups of a dimension, such as `level:`, in the file's order.
std::vector<std::string> groups_of_dimension(const Results& r, std::string_view dimension);
//! Sum over groups; none where the file holds no number for any.
std::optional<Quantity> sum_over(const Results& r, std::string_view measure, const std::vector<std::string>& groups,
                                 const std::string& label);
//! Payments by all levels of government; out-of-pocket payments of everybody (yuan).
std::optional<Quantity> government_spending(const Results& r);
std::optional<Quantity> out_of_pocket(const Results& r);
//! The measure told by channel of illness, in persons where it is; "" where the file has no numbers of it.
std::string channel_measure(const Results& r);
//! The file's own words for a measure; its name where it has none.
std::string name_of(const Results& r, std::string_view measure);

//! Values by draw: of one year, of the mean over years, of the paired difference of those means.
std::vector<double> draws_in(const Results& r, const Quantity& q, std::size_t scenario, std::size_t year);
std::vector<double> draws_mean(const Results& r, const Quantity& q, std::size_t scenario);
std::vector<double> draws_apart(const Results& r, const Quantity& q, std::size_t base, std::size_t scenario);

svg::Interval interval(const Summary& s, double factor);
double largest_of(const std::vector<Summary>& all);

//! The page as it grows.
struct Page {
    const Results& r;
    std::size_t base;
    std::string html;
    int charts = 0;

    std::string code(std::size_t scenario) const; //!< A, B, ..., Z, AA
    std::string name(std::size_t scenario) const { return code(scenario) + " " + r.scenarios[scenario]; }
    std::string period() const; //!< "mean of the years 2014-2023", or "year 2014"
    std::string next_id() { return "c" + std::to_string(++charts); }
};

void section(Page& page, const std::string& id, const std::string& title);
void paragraph(Page& page, std::string_view text, std::string_view kind = "");

struct NumberTable {
    std::string caption;
    std::vector<std::string> head;
    std::size_t words = 1; //!< columns of text, before those of figures
    std::vector<std::vector<std::string>> rows;
    std::string measure; //!< for programs that read the page; may be empty
};
std::string html(const NumberTable& table);
//! Mean and interval as three cells.
void add_cells(std::vector<std::string>& row, const ShownUnit& unit, const Summary& s, bool sign = false);

//! One or several charts with a heading, a note on how the thing is counted, and their numbers.
struct Figure {
    std::string title, note;
    std::vector<std::string> charts;
    NumberTable table;
};
void add(Page& page, const Figure& figure);
//! With a capital at the beginning.
std::string capital(std::string text);
//! The definition of a measure, "" where unknown.
std::string definition(std::string_view measure);

//! A quantity by scenario and x: years, or ordered groups.
struct Grid {
    std::string measure, label, unit, x_title;
    std::vector<std::string> x;
    bool years = true;
    std::vector<std::vector<Summary>> cells; //!< scenario, x
};
std::optional<Grid> by_year(const Results& r, const std::optional<Quantity>& q);
//! Means over years by group; none where no group has numbers.
std::optional<Grid> by_group(const Results& r, std::string_view measure, const std::vector<std::string>& groups,
                             const std::vector<std::string>& names, const std::string& x_title);
void add(Page& page, const Grid& grid);

//! The sections, in the order of the page.
void answer_section(Page& page);
void poverty_section(Page& page);
void difference_section(Page& page);
void channel_section(Page& page);
void payer_section(Page& page);
void quintile_section(Page& page);
void fund_section(Page& page);
void measure_section(Page& page);
void record_section(Page& page, const ReportRequest& request);

} // namespace hearth::report
