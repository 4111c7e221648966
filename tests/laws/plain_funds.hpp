// The funds that pay, for the plain evaluator: what they hold, and what happens when they run dry.
#pragma once

#include "plain_terms.hpp"

namespace hearth::plain {

class Funds {
public:
    //! The books open on 1 January of the first claim's year.
    Funds(const toml::table& scenario, int first_year);
    //! Ends the months before this day and receives the money of each 1 January on the way.
    void advance_to(Day day, std::vector<Outcome>& outcomes);
    //! The most the fund may pay now; nothing where it pays on below zero or knows no limit.
    std::optional<Exact> most(const std::string& name, Day day) const;
    void pay(const std::string& name, Day day, std::size_t row, const std::string& layer,
             const Exact& paid);
    //! The end of the running month: payments beyond what a "prorate" fund held are cut.
    void end_month(std::vector<Outcome>& outcomes);

private:
    struct Payment {
        std::size_t row;
        std::string layer;
        Exact paid;
    };
    struct Fund {
        const toml::table* section = nullptr;
        Exact holds, held_at_month_start;
        std::vector<Payment> to_prorate;
    };
    void begin_year(int year, bool first);
    std::map<std::string, Fund> funds_;
    int month_;
};

} // namespace hearth::plain
