#include "replay/desk.hpp"

#include <algorithm>
#include <cstring>

namespace hearth {

namespace {

static_assert(sizeof(law::PersonHead) == 3 * sizeof(std::int64_t));
constexpr int head_words = 3;
constexpr Date before_any = {first_day_of(1900).days - 1}; //!< claims are of 1900 and later
constexpr int own_words = 2; //!< of every record: last date and labels, layers that have paid

// A person's record: own words, then by scenario its out-of-pocket total, head and ledger.
int person_words(std::span<const Scenario> scenarios)
{
    int words = own_words;
    for (const Scenario& s : scenarios) words += 1 + head_words + s.stack.ledger[0].words();
    return words;
}

// A household's record: last date and person, then by scenario the year and the ledger.
int household_words(std::span<const Scenario> scenarios)
{
    int words = 1;
    for (const Scenario& s : scenarios) words += 1 + s.stack.ledger[1].words();
    return words;
}

std::int64_t packed(std::int32_t low, std::uint32_t high)
{
    return static_cast<std::int64_t>(std::uint64_t{high} << 32 | static_cast<std::uint32_t>(low));
}

} // namespace

ResultLayout::ResultLayout(std::span<const Scenario> all) : scenarios(all.size())
{
    for (std::size_t s = 0; s < scenarios; ++s) {
        first[s] = width;
        layers[s] = all[s].stack.layer_names.size();
        width += layers[s] + 1;
    }
}

Desk::Desk(std::span<const Scenario> scenarios, const Vocabulary& vocabulary, std::string explained, int year)
    : scenarios_(scenarios), vocabulary_(vocabulary), layout_(scenarios), persons_(person_words(scenarios)),
      households_(household_words(scenarios)), totals_(scenarios.size()), wanted_(std::move(explained)),
      year_(year), first_day_(first_day_of(year)), next_year_(first_day_of(year + 1))
{
    std::size_t person = own_words;
    std::size_t household = 1;
    for (std::size_t s = 0; s < scenarios.size(); ++s) {
        const law::Stack& stack = scenarios[s].stack;
        keeps_households_ = keeps_households_ || stack.uses_households();
        own_at_[s] = person;
        head_at_[s] = person + 1;
        person += 1 + head_words + static_cast<std::size_t>(stack.ledger[0].words());
        household_at_[s] = household;
        household += 1 + static_cast<std::size_t>(stack.ledger[1].words());
        routes_.push_back(std::make_unique<law::RouteMemo>(stack));
    }
}

bool Desk::in_order(std::uint32_t person, std::uint32_t household, Date date)
{
    const std::int32_t day = date.days - before_any.days; // 0 = none yet
    std::int64_t& own = persons_.record(person)[0];
    const auto last = static_cast<std::int32_t>(own);
    if (day < last) return false;
    own = packed(day, static_cast<std::uint32_t>(own >> 32));
    if (!keeps_households_) return true;
    std::int64_t& shared = households_.record(household)[0];
    const auto before = static_cast<std::int32_t>(shared);
    const auto who = static_cast<std::uint32_t>(shared >> 32); // number + 1, 0 = nobody yet
    const bool follows = before < day || who == 0 || who - 1 == person
        || persons_.id(who - 1) < persons_.id(person);
    if (day < before || !follows) return false;
    shared = packed(day, person + 1);
    return true;
}

law::Ledger Desk::ledger(std::size_t s, std::int64_t* person, std::int64_t* household) const
{
    law::Ledger ledger;
    ledger.head = reinterpret_cast<law::PersonHead*>(person + head_at_[s]);
    ledger.words[0] = person + head_at_[s] + head_words;
    if (household && scenarios_[s].stack.uses_households()) {
        ledger.household_year = reinterpret_cast<std::int32_t*>(household + household_at_[s]);
        ledger.words[1] = household + household_at_[s] + 1;
    }
    return ledger;
}

law::Settlement Desk::settle_explained(std::size_t s, const law::Claim& claim, const law::Ledger& ledger,
                                       law::FundsLeft* funds, ExplainedClaim& told)
{
    const law::Stack& stack = scenarios_[s].stack;
    ledger.open_year(stack, to_civil(claim.date).year);
    told.earned[s] = law::earned_categories(stack, claim.date, ledger);
    told.route[s] = routes_[s]->find(claim.date, claim.circumstances(told.earned[s]));
    const law::Settlement done = law::explain_along(told.route[s], claim, ledger, funds, told.traces[s]);
    law::note_own_payment(stack, claim.date, done.out_of_pocket, ledger);
    return done;
}

Routes4 Desk::settle(const law::Claim& claim, std::uint64_t row, std::uint64_t line, std::uint32_t person,
                     std::uint32_t household, law::FundsLeft* funds, std::int64_t* result)
{
    Routes4 taken{};
    std::int64_t* record = persons_.record(person);
    std::int64_t* shared = keeps_households_ ? households_.record(household) : nullptr;
    const bool told = !wanted_.empty() && counts(claim.date) && persons_.id(person) == wanted_;
    if (told) {
        explained_.emplace_back();
        explained_.back().claim = claim;
        explained_.back().row = row;
        explained_.back().line = line;
    }
    for (std::size_t s = 0; s < scenarios_.size(); ++s) {
        const law::Claim own = vocabulary_.localise(claim, s);
        const law::Ledger books = ledger(s, record, shared);
        law::FundsLeft* left = funds ? funds + s : nullptr;
        const law::Settlement done = told
            ? settle_explained(s, own, books, left, explained_.back())
            : law::settle(scenarios_[s].stack, *routes_[s], own, books, left);
        taken[s] = routes_[s]->last();
        for (std::size_t l = 0; l < layout_.layers[s]; ++l) result[layout_.first[s] + l] = done.paid[l].fen;
        result[layout_.first[s] + layout_.layers[s]] = done.out_of_pocket.fen;
    }
    if (told) explained_.back().result.assign(result, result + layout_.width);
    return taken;
}

void Desk::turn_to_month(Date date)
{
    const CivilDate c = to_civil(date);
    month_begin_ = to_date({c.year, c.month, 1});
    month_end_ = {month_begin_.days + days_in_month(c.year, c.month)};
    for (std::size_t s = 0; s < layout_.scenarios; ++s) month_[s] = &totals_[s].month[c.year * 12 + c.month - 1];
}

void Desk::account(Date date, std::uint32_t categories, Money charge, std::uint32_t person, const Routes4& routes,
                   const std::int64_t* result)
{
    if (date < month_begin_ || !(date < month_end_)) turn_to_month(date);
    if (!counts(date)) { // an earlier year: its funds' books alone
        for (std::size_t s = 0; s < layout_.scenarios; ++s)
            for (const law::Step& step : *routes[s])
                if (step.fund >= 0)
                    month_[s]->by_fund[static_cast<std::size_t>(step.fund)] += Money{result[layout_.first[s] + step.layer]};
        return;
    }
    std::int64_t* record = persons_.record(person);
    record[0] |= static_cast<std::int64_t>(std::uint64_t{categories | counted} << 32);
    std::array<std::uint16_t, most_scenarios> paid_by;
    std::memcpy(paid_by.data(), &record[1], sizeof paid_by);
    for (std::size_t s = 0; s < layout_.scenarios; ++s) {
        const std::int64_t* own = result + layout_.first[s];
        const Money out_of_pocket{own[layout_.layers[s]]};
        totals_[s].add({categories, charge, routes[s], {own, layout_.layers[s]}, out_of_pocket}, *month_[s], paid_by[s]);
        record[own_at_[s]] += out_of_pocket.fen;
    }
    std::memcpy(&record[1], paid_by.data(), sizeof paid_by);
}

void Desk::explain_result(std::uint64_t row, const std::int64_t* result)
{
    for (ExplainedClaim& told : explained_)
        if (told.row == row) told.result.assign(result, result + layout_.width);
}

} // namespace hearth
