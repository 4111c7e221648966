// What the sections of a report share: the evidence, how scenarios are called, quantities as figures.
#pragma once

#include "report/evidence.hpp"
#include "report/names.hpp"
#include "report/report.hpp"

namespace hearth::report {

//! Tells a results file: what each section is made from.
class Teller {
public:
    Teller(const Evidence& evidence, const Request& request);

    const Evidence& e;
    const Request& request;

    std::string code(std::size_t scenario) const; //!< A, B, ..., Z, AA
    std::string name(std::size_t scenario) const { return code(scenario) + " " + e.r().scenarios[scenario]; }
    std::string title(std::size_t scenario) const; //!< the scenario file's own, in Chinese where that is spoken and told; "" where it is none or says no more than the name
    //! With "(base)" after the base's.
    std::string legend(std::size_t scenario) const;
    std::string period() const; //!< "mean of the years 2014-2023", or "year 2014"
    //! The file's own words for a measure; its name where it has none.
    std::string label(std::string_view measure) const;
    //! Scenarios that one chart shows together: all where they are few, else each beside the base.
    std::vector<std::vector<std::size_t>> panels() const;
};

//! Mean and interval as three cells.
void add_cells(std::vector<Cell>& row, const ShownUnit& unit, const Summary& s);
//! Headings of those.
std::vector<std::string> with_interval(std::vector<std::string> head);

//! A quantity by scenario and x: years, or ordered groups.
struct Grid {
    std::string id, measure, label, unit, x_title;
    std::vector<std::string> x;
    bool years = true;
    std::vector<std::vector<Summary>> cells; //!< scenario, x
};
std::optional<Grid> by_year(const Teller& t, const std::optional<Quantity>& q);
//! Means over the period by group; none where no group has numbers.
std::optional<Grid> by_group(const Teller& t, std::string_view measure, std::string_view dimension);
Figure figure_of(const Teller& t, const Grid& grid);
//! Differences of all scenarios to the base.
Figure difference_figure(const Teller& t, const Quantity& q, const std::string& note);

//! The sections, in the order of the report. Those that have nothing to tell of a file have no blocks.
Section answer_section(const Teller& t);
Section poverty_section(const Teller& t);
Section difference_section(const Teller& t);
Section channel_section(const Teller& t);
Section payer_section(const Teller& t);
Section quintile_section(const Teller& t);
Section fund_section(const Teller& t);
Section programme_section(const Teller& t);
Section county_section(const Teller& t);
Section group_section(const Teller& t);
Section uncertainty_section(const Teller& t);
Section measure_section(const Teller& t);
Section record_section(const Teller& t);
//! Of other files.
Section frontier_section(const Teller& t);
Section validation_section(const Teller& t);
Section assumption_section(const Teller& t);

} // namespace hearth::report
