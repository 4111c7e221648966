// The settlement desk: every person's accounts under each scenario, and what has been paid.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "replay/claim_rows.hpp"
#include "replay/people.hpp"
#include "replay/totals.hpp"

namespace hearth {

inline constexpr std::size_t most_scenarios = 4;
using Routes4 = std::array<const law::Route*, most_scenarios>;

//! Where each scenario's numbers stand in a row of results: payments by layer, then out of pocket.
struct ResultLayout {
    explicit ResultLayout(std::span<const Scenario> scenarios);
    std::array<std::size_t, most_scenarios> first{}; //!< index of the scenario's first number
    std::array<std::size_t, most_scenarios> layers{};
    std::size_t scenarios = 0;
    std::size_t width = 0;
};

//! A claim of the person whose waterfall is wanted.
struct ExplainedClaim {
    law::Claim claim; //!< in the vocabulary's numbers
    std::uint64_t row = 0;
    std::uint64_t line = 0; //!< of the file
    std::array<law::Route, most_scenarios> route;
    std::array<std::vector<law::StepTrace>, most_scenarios> traces;
    std::array<std::uint32_t, most_scenarios> earned{};
    std::vector<std::int64_t> result; //!< as written, after any cut by a fund
};

//! Claims of one person come in order of date; claims of one household too, where accounts of
//! households are kept.
class Desk {
public:
    //! \param year 0, or the only calendar year whose claims count; earlier ones are settled first
    Desk(std::span<const Scenario> scenarios, const Vocabulary& vocabulary, std::string explained, int year);
    bool counts(Date date) const { return year_ == 0 || (!(date < first_day_) && date < next_year_); }

    std::uint32_t person(std::string_view id, std::size_t hash) { return persons_.find_or_add(id, hash); }
    std::uint32_t household(std::string_view id, std::size_t hash) { return households_.find_or_add(id, hash); }
    bool keeps_households() const { return keeps_households_; }
    const People& persons() const { return persons_; }

    //! Whether the claim comes in order; remembers it.
    bool in_order(std::uint32_t person, std::uint32_t household, Date date);
    //! Settles under every scenario. \param result layout.width numbers; \param funds by scenario or null
    Routes4 settle(const law::Claim& claim, std::uint64_t row, std::uint64_t line, std::uint32_t person, std::uint32_t household,
                   law::FundsLeft* funds, std::int64_t* result);
    //! Adds the settled claim to the sums.
    void account(Date date, std::uint32_t categories, Money charge, std::uint32_t person, const Routes4& routes,
                 const std::int64_t* result);
    //! What the waterfall of a row shows as written, after a fund's cut.
    void explain_result(std::uint64_t row, const std::int64_t* result);

    const Totals& totals(std::size_t scenario) const { return totals_[scenario]; }
    std::vector<ExplainedClaim>& explained() { return explained_; }
    //! Calls visit(labels seen, out of pocket by scenario) for every person with a claim that counts.
    template <class Visit>
    void each_person(Visit&& visit) const
    {
        for (std::uint32_t i = 0; i < persons_.size(); ++i) {
            const std::int64_t* record = persons_.record(i);
            const auto seen = static_cast<std::uint32_t>(record[0] >> 32);
            if (!(seen & counted)) continue;
            std::array<Money, most_scenarios> own{};
            for (std::size_t s = 0; s < layout_.scenarios; ++s) own[s] = {record[own_at_[s]]};
            visit(seen & ~counted, own);
        }
    }
    const ResultLayout& layout() const { return layout_; }

private:
    static constexpr std::uint32_t counted = 1u << most_labels; //!< beside the labels seen
    void turn_to_month(Date date);
    law::Ledger ledger(std::size_t scenario, std::int64_t* person, std::int64_t* household) const;
    law::Settlement settle_explained(std::size_t s, const law::Claim& claim, const law::Ledger& ledger,
                                     law::FundsLeft* funds, ExplainedClaim& told);

    std::span<const Scenario> scenarios_;
    const Vocabulary& vocabulary_;
    ResultLayout layout_;
    bool keeps_households_ = false;
    std::array<std::size_t, most_scenarios> head_at_{}, own_at_{}, household_at_{};
    People persons_, households_;
    std::vector<std::unique_ptr<law::RouteMemo>> routes_;
    std::vector<Totals> totals_;
    Date month_begin_{1}, month_end_{0};                  //!< of the claim counted last: [begin, end)
    std::array<MonthTotals*, most_scenarios> month_{};    //!< its sums
    std::string wanted_;
    int year_;
    Date first_day_, next_year_;
    std::vector<ExplainedClaim> explained_;
};

} // namespace hearth
