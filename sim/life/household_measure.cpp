// Order of life, steps 12 and 13: poverty measures and the funds' books. Definitions: docs/model.md.
#include <algorithm>

#include "sim/life/household_year.hpp"

namespace hearth {

namespace {

int quintile_of(double yuan_per_head, const YearValues& v)
{
    return (yuan_per_head >= v.income_cut_1) + (yuan_per_head >= v.income_cut_2)
        + (yuan_per_head >= v.income_cut_3) + (yuan_per_head >= v.income_cut_4);
}

// Foster-Greer-Thorbecke gap and its square; negative welfare counts as none (gap at most 1).
struct Gap {
    std::int64_t gap = 0;
    std::int64_t square = 0;
};

Gap gap_below(Money welfare, Money line)
{
    const double share = static_cast<double>((line - not_negative(welfare)).fen)
        / static_cast<double>(line.fen);
    return {fixed_share(share), fixed_share(share * share)};
}

} // namespace

void HouseholdYear::tally_poverty(HouseholdRow& row, std::int64_t n, Money gross, Money net) const
{
    using S = HouseholdSum;
    const Money line = from_yuan(v_.poverty_line);
    if (net < line) {
        const Gap g = gap_below(net, line);
        row[S::poor_net_persons] = n;
        row[S::poor_net_households] = 1;
        row[S::gap_net] = n * g.gap;
        row[S::severity_net] = n * g.square;
    }
    if (gross < line) {
        const Gap g = gap_below(gross, line);
        row[S::poor_gross_persons] = n;
        row[S::poor_gross_households] = 1;
        row[S::gap_gross] = n * g.gap;
        row[S::severity_gross] = n * g.square;
    }
    // Reading 1 of poverty due to illness: poor net of payments, not poor before them.
    if (net < line && gross >= line) {
        row[S::accounting_persons] = n;
        row[S::accounting_households] = 1;
    }
    // Reading 2: poor here, not poor in the world without the household's illness.
    if (s_.with_twin && net < line && twin_welfare_ >= line) {
        row[S::twin_persons] = n;
        row[S::twin_households] = 1;
    }
}

// Catastrophic payments: own payments above a share of consumption, or of capacity to pay
// (consumption less subsistence food for household size^0.56; Xu et al., WHO 2005).
void HouseholdYear::tally_catastrophe(HouseholdRow& row, std::int64_t n) const
{
    using S = HouseholdSum;
    const double own = in_yuan(own_payments_);
    const double consumption = in_yuan(books_.consumption) + own;
    if (own > 0.10 * consumption) row[S::che10_persons] = n;
    if (own > 0.25 * consumption) row[S::che25_persons] = n;
    const double equivalents = equivalents_[static_cast<std::size_t>(std::min<std::int64_t>(n, 63))];
    const double food = v_.engel_food_share * consumption;
    const double subsistence = p_.subsistence_food_share * v_.engel_food_share * v_.income_mean
        * s_.world.size_to_equivalents * equivalents;
    const double capacity = consumption - std::min(food, subsistence);
    if (own > 0.40 * capacity) row[S::che40_persons] = n;
}

void HouseholdYear::measure()
{
    using S = HouseholdSum;
    const auto n = static_cast<std::int64_t>(members_.size());
    const Money line = from_yuan(v_.poverty_line);
    s_.arm.last_gross[h_] = gross_;
    s_.arm.last_net[h_] = net_;
    s_.arm.poor_by_illness[h_] =
        net_ < line && (s_.with_twin ? twin_welfare_ >= line : gross_ >= line);
    if (!s_.tally) return;
    HouseholdRow row;
    row[S::persons] = n;
    row[S::households] = 1;
    tally_poverty(row, n, gross_, net_);
    tally_catastrophe(row, n);
    const bool registered = s_.arm.held[h_] & bit(Label::registered_poor);
    row[S::registered_persons] = registered ? n : 0;
    row[S::registered_households] = registered;
    row[S::returned_households] = returned_;
    row[S::returned_illness_households] = returned_by_illness_;
    row[S::enrolled_persons] = enrolled_ ? n : 0;
    const Purse& purse = s_.arm.purse[h_];
    row[S::debt_households] = (purse.informal + purse.formal + purse.unpaid).fen > 0;
    row[S::distress_households] = books_.sold.fen > 0;
    row[S::gross_income] = (books_.income() - books_.premium).fen;
    row[S::consumption] = (books_.consumption + own_payments_).fen;
    row[S::oop] = own_payments_.fen;
    row[S::inpatient_oop] = inpatient_own_.fen;
    row[S::non_medical] = non_medical_.fen;
    row[S::premiums] = books_.premium.fen;
    row[S::lost_earnings] = lost_earnings_.fen;
    row[S::unbalanced_households] = books_.imbalance().fen != 0;
    Money& first = (*s_.first_net)[h_];
    if (s_.is_first_arm) first = net_;
    row[S::better_households] = first != not_living && first < net_;
    row[S::worse_households] = first != not_living && net_ < first;

    const int quintile = quintile_of(in_yuan(gross_), v_);
    s_.tally->household[static_cast<std::size_t>(s_.village.county)]
                       [static_cast<std::size_t>(registry_group(s_.arm.held[h_]))]
                       [static_cast<std::size_t>(quintile)].add(row);
    const auto bin = static_cast<std::size_t>(income_bin(in_yuan(net_)));
    s_.tally->bin_persons[bin] += n;
    s_.tally->bin_income[bin] += net_.fen * n;
    tally_persons();
}

void HouseholdYear::tally_persons()
{
    const auto county = static_cast<std::size_t>(s_.village.county);
    const auto group = static_cast<std::size_t>(registry_group(s_.arm.held[h_]));
    for (Member& m : members_) {
        m.row[PersonSum::persons] = 1;
        m.row[PersonSum::deaths] = m.row[PersonSum::illness_deaths];
        s_.tally->person[static_cast<std::size_t>(age_group(m.age))][static_cast<std::size_t>(m.sex)]
                        [group][county].add(m.row);
    }
    if (!enrolled_) return;
    const auto n = static_cast<std::int64_t>(members_.size());
    const Policy& policy = s_.arm.plan->policy;
    s_.tally->premiums += books_.premium.fen;
    const Money help = terms_.premium * terms_.premium_help[s_.arm.held[h_]];
    const std::size_t levels = policy.stack.levels.size();
    std::array<Money, law::most_levels> parts{};
    const auto book = [&](Money amount, const std::array<Ratio, law::most_levels>& share) {
        s_.tally->subsidised += (amount * n).fen;
        if (amount.fen == 0 || share == std::array<Ratio, law::most_levels>{}) return;
        split_by_shares(amount * n, std::span(share).first(levels), std::span(parts).first(levels));
        for (std::size_t l = 0; l < levels; ++l) s_.tally->subsidies[l] += parts[l].fen;
    };
    book(terms_.subsidy, policy.subsidy_share);
    book(help, policy.help_share);
}

} // namespace hearth
