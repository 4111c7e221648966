// Order of life, steps 12 and 13: poverty measures and the funds' books. Definitions: docs/model.md.
#include <algorithm>
#include <bit>

#include "sim/life/household_year.hpp"
#include "sim/tally/shapley.hpp"

namespace hearth {

namespace {

using S = HouseholdSum;

// Foster-Greer-Thorbecke gap and its square, and the Watts index. Negative welfare counts as none
// (gap at most 1); for Watts, whose logarithm has no end, as a hundredth of the line.
struct Gap {
    std::int64_t gap = 0;
    std::int64_t square = 0;
    std::int64_t watts = 0;
};

Gap gap_below(Money welfare, Money line)
{
    constexpr double least = 0.01;
    const double ratio = static_cast<double>(not_negative(welfare).fen) / static_cast<double>(line.fen);
    const double share = 1.0 - ratio;
    return {fixed_share(share), fixed_share(share * share), fixed_share(-logarithm(std::max(ratio, least)))};
}

} // namespace

int quintile_of(double yuan_per_head, const YearValues& v)
{
    return (yuan_per_head >= v.income_cut_1) + (yuan_per_head >= v.income_cut_2)
        + (yuan_per_head >= v.income_cut_3) + (yuan_per_head >= v.income_cut_4);
}

void HouseholdYear::tally_poverty(HouseholdRow& row, const Outcome& o) const
{
    const Money line = from_yuan(v_.poverty_line);
    const std::int64_t n = o.persons;
    if (o.net < line) {
        const Gap g = gap_below(o.net, line);
        row[S::poor_net_persons] = n;
        row[S::poor_net_households] = 1;
        row[S::gap_net] = n * g.gap;
        row[S::severity_net] = n * g.square;
        row[S::watts_net] = n * g.watts;
    }
    if (o.gross < line) {
        const Gap g = gap_below(o.gross, line);
        row[S::poor_gross_persons] = n;
        row[S::poor_gross_households] = 1;
        row[S::gap_gross] = n * g.gap;
        row[S::severity_gross] = n * g.square;
        row[S::watts_gross] = n * g.watts;
    }
    const Money after_all_costs{(o.books.income() - o.books.premium - o.books.out_of_pocket - o.books.non_medical).fen / n};
    row[S::poor_all_costs_persons] = after_all_costs < line ? n : 0;
    row[S::relative_poor_persons] = in_yuan(o.net) < v_.relative_line ? n : 0;
    const double consumed = in_yuan(o.books.consumption + o.books.out_of_pocket) / static_cast<double>(n);
    row[S::societal_poor_persons] = consumed < v_.societal_line ? n : 0;
}

// The four readings of poverty due to illness.
void HouseholdYear::tally_illness(HouseholdRow& row, const Outcome& o) const
{
    const Money line = from_yuan(v_.poverty_line);
    const std::int64_t n = o.persons;
    const bool poor = o.net < line;
    // 1. Accounting: poor net of payments, not poor before them.
    if (poor && o.gross >= line) {
        row[S::accounting_persons] = n;
        row[S::accounting_households] = 1;
    }
    row[S::returned_households] = o.returned;
    row[S::returned_illness_households] = o.returned_by_illness;
    if (!s_.with_twin) return;
    row[S::twin_loss] = (o.twin - o.net).fen * n;
    row[S::shock_households] = o.shock;
    row[S::shock_gross] = o.shock ? o.gross.fen * n : 0;
    row[S::shock_twin] = o.shock ? o.twin.fen * n : 0;
    // 2. Twin: poor here, not poor in the world without the household's illness.
    if (poor && o.twin >= line) {
        row[S::twin_persons] = n;
        row[S::twin_households] = 1;
    }
    if (s_.attribution && poor && o.free >= line) {
        row[S::free_persons] = n;
        row[S::free_households] = 1;
    }
    // 3. Official label: registered, somebody long or gravely ill, and markedly less poor without it.
    const bool less_poor = (poor && o.twin >= line)
        || in_yuan(o.twin - o.net) >= p_.illness_cause_margin * v_.poverty_line;
    if (holds(o.held, Label::registered_poor) && o.long_ill && less_poor) {
        row[S::label_persons] = n;
        row[S::label_households] = 1;
    }
}

// Catastrophic payments: own payments above a share of consumption, or of capacity to pay
// (consumption less subsistence food for household size^0.56; Xu et al., WHO 2005), or of the
// discretionary budget (SDG 3.8.2 of 2025: consumption less the societal poverty line).
void HouseholdYear::tally_catastrophe(HouseholdRow& row, const Outcome& o) const
{
    const std::int64_t n = o.persons;
    const double own = in_yuan(o.books.out_of_pocket);
    const double consumption = in_yuan(o.books.consumption) + own;
    const double persons = static_cast<double>(n);
    const double food_share = std::clamp(
        v_.engel_food_share + p_.engel_slope * logarithm(std::max(1.0, consumption / persons)
            / (p_.consumption_propensity * v_.income_mean)), 0.1, 0.9);
    const double food = food_share * consumption;
    row[S::food] = from_yuan(food).fen;
    if (own > 0.10 * consumption) {
        row[S::che10_persons] = n;
        row[S::overshoot10] = n * fixed_share(own / consumption - 0.10);
    }
    if (own > 0.25 * consumption) row[S::che25_persons] = n;
    const double equivalents = equivalents_[static_cast<std::size_t>(std::min<std::int64_t>(n, 63))];
    const double subsistence = p_.subsistence_food_share * v_.engel_food_share * v_.income_mean
        * s_.world.size_to_equivalents * equivalents;
    if (own > 0.40 * (consumption - std::min(food, subsistence))) row[S::che40_persons] = n;
    const double discretionary = consumption - v_.societal_line * persons;
    if (own > 0.0 && own > 0.40 * discretionary) {
        row[S::sdg_persons] = n;
        if (own > discretionary) row[S::sdg_impoverishing_persons] = n;
    }
}

void HouseholdYear::tally_money(HouseholdRow& row, const Outcome& o) const
{
    const Books& b = o.books;
    row[S::debt_households] = o.purse.owed().fen > 0;
    row[S::medical_debt_households] = o.purse.unpaid.fen > 0
        || (b.borrowed().fen > 0 && b.out_of_pocket + b.awaited + b.non_medical >= b.borrowed());
    row[S::debt] = o.purse.owed().fen;
    row[S::unpaid] = o.purse.unpaid.fen;
    row[S::used_savings_households] = b.saved.fen < 0;
    row[S::kin_loan_households] = b.from_kin.fen > 0;
    row[S::bank_loan_households] = b.from_bank.fen > 0;
    row[S::distress_households] = b.sold.fen > 0;
    row[S::cut_households] = b.cut.fen > 0;
    row[S::left_unpaid_households] = b.left_unpaid.fen > 0;
    row[S::beyond_limit_households] = b.beyond_limit.fen > 0;
    row[S::farm] = b.from.farm.fen;
    row[S::wage] = b.from.wage.fen;
    row[S::migrant] = b.from.migrant.fen;
    row[S::asset_income] = b.from.assets.fen;
    row[S::pension] = b.from.pension.fen;
    row[S::universal] = b.from.universal.fen;
    row[S::dibao] = b.from.dibao.fen;
    row[S::programme] = b.from.programme.fen;
    row[S::gross_income] = (b.income() - b.premium).fen;
    row[S::consumption] = (b.consumption + b.out_of_pocket).fen;
    row[S::oop] = b.out_of_pocket.fen;
    row[S::inpatient_oop] = o.inpatient_own.fen;
    row[S::non_medical] = b.non_medical.fen;
    row[S::premiums] = b.premium.fen;
    row[S::lost_earnings] = o.lost_earnings.fen;
    row[S::awaited] = b.awaited.fen;
    row[S::bridging] = b.bridging.fen;
    row[S::unbalanced_households] = o.unbalanced || b.imbalance() != Money{};
}

void HouseholdYear::measure()
{
    Arm& arm = s_.arm;
    arm.standing[h_] = {o_.gross, o_.net, registry_.dibao, registry_.held};
    const Money line = from_yuan(v_.poverty_line);
    arm.poor_by_illness[h_] = o_.net < line && (s_.with_twin ? o_.twin >= line : o_.gross >= line);
    if (s_.is_first_arm && s_.first_net) (*s_.first_net)[h_] = o_.net;
    measure_into(s_.count, o_, arm.plan->policy, arm.history[h_]);
    if (s_.count.tally && s_.attribution) tally_channels(*s_.count.tally, o_);
}

void HouseholdYear::measure_into(const Count& count, const Outcome& o, const Policy& policy, PovertyHistory& history)
{
    const bool was_poor = history.spell > 0;
    const bool before = history.years > 0;
    const bool poor = o.net < from_yuan(v_.poverty_line);
    history.spell = poor ? static_cast<std::uint8_t>(std::min(history.spell + 1, 255)) : std::uint8_t{0};
    if (!count.tally) return;
    history.years = static_cast<std::uint8_t>(std::min(history.years + poor, 255));
    HouseholdRow row;
    row[S::persons] = o.persons;
    row[S::households] = 1;
    tally_poverty(row, o);
    tally_illness(row, o);
    tally_catastrophe(row, o);
    tally_money(row, o);
    row[S::newly_poor_households] = poor && !was_poor;
    row[S::left_poor_households] = !poor && was_poor;
    row[S::poor_again_households] = poor && !was_poor && before;
    row[S::spell_years] = history.spell;
    row[S::poor_years] = history.years;
    const bool registered = holds(o.held, Label::registered_poor);
    row[S::registered_persons] = registered ? o.persons : 0;
    row[S::registered_households] = registered;
    row[S::enrolled_persons] = o.enrolled ? o.persons : 0;
    const Money first = s_.first_net ? (*s_.first_net)[h_] : not_living;
    row[S::better_households] = first != not_living && first < o.net;
    row[S::worse_households] = first != not_living && o.net < first;
    const bool first_poor = first != not_living && first < from_yuan(v_.poverty_line);
    row[S::made_poor_households] = poor && first != not_living && !first_poor;
    row[S::kept_from_poverty_households] = !poor && first_poor;
    const auto quintile = static_cast<std::size_t>(quintile_of(in_yuan(o.gross), v_));
    count.cells->household[static_cast<std::size_t>(registry_group(o.held))][quintile].add(row);
    for (std::size_t l = 0; l < tallied_labels; ++l)
        if (o.held >> l & 1) count.cells->label[l].add(row);
    tally_bins(*count.tally, o, row[S::che10_persons] > 0);
    if (o.layers_used != 0) tally_debt_by_layer(*count.tally, o, row[S::medical_debt_households] > 0);
    tally_persons(count, o, quintile);
    const YearPolicy& terms = policy.in(s_.year, s_.village.county);
    if (o.enrolled) tally_premiums(*count.tally, o, policy, terms);
    if (terms.programmes != 0) tally_programmes(*count.tally, o, terms);
}

// Whom programmes cover and what they pay households; whose care providers are paid for in their way.
void HouseholdYear::tally_programmes(Tally& t, const Outcome& o, const YearPolicy& terms) const
{
    const Practice& practice = terms.practice(o.held);
    for (std::uint32_t rest = practice.programmes; rest != 0; rest &= rest - 1)
        t.programme[static_cast<std::size_t>(std::countr_zero(rest))].persons += o.persons;
    if (practice.relief_programme >= 0) t.programme[static_cast<std::size_t>(practice.relief_programme)].relief += o.relief.fen;
    if (practice.transfer_programme >= 0) t.programme[static_cast<std::size_t>(practice.transfer_programme)].relief += o.transfer.fen;
    for (std::size_t i = 0; i < provider_programmes && o.enrolled; ++i)
        if (practice.providers >> i & 1) t.provider[i].persons += o.persons;
}

void HouseholdYear::tally_bins(Tally& t, const Outcome& o, bool catastrophic) const
{
    const auto net = static_cast<std::size_t>(income_bin(in_yuan(o.net)));
    t.bin_persons[net] += o.persons;
    t.bin_income[net] += o.net.fen * o.persons;
    const auto gross = static_cast<std::size_t>(income_bin(in_yuan(o.gross)));
    t.gross_bin_persons[gross] += o.persons;
    t.gross_bin_income[gross] += o.gross.fen * o.persons;
    t.gross_bin_oop[gross] += o.books.out_of_pocket.fen;
    if (catastrophic) t.gross_bin_che10[gross] += o.persons;
    const double ratio = in_yuan(not_negative(o.net)) / v_.poverty_line;
    if (ratio >= 1.0) return;
    const auto poor = static_cast<std::size_t>(std::min(poor_bins - 1, static_cast<int>(ratio * poor_bins)));
    t.poor_bin_persons[poor] += o.persons;
    t.poor_bin_welfare[poor] += fixed_share(ratio) * o.persons;
}

// Debt of the households a layer paid for.
void HouseholdYear::tally_debt_by_layer(Tally& t, const Outcome& o, bool in_debt) const
{
    const auto bin = static_cast<std::size_t>(debt_bin(in_yuan(o.purse.owed())));
    for (std::size_t l = 0; l < law::most_layers; ++l) {
        if (!(o.layers_used >> l & 1)) continue;
        t.layer[l].households += 1;
        t.layer[l].indebted += in_debt;
        if (in_debt) t.layer[l].debt[bin] += 1;
    }
}

// Who is poor because of illness, split by channel; and what illness took from welfare. Shares in
// sixths, so that the parts sum to the whole exactly.
void HouseholdYear::tally_channels(Tally& t, const Outcome& o) const
{
    const Money line = from_yuan(v_.poverty_line);
    std::array<std::int64_t, coalitions> value{};
    std::array<std::int64_t, channels> share{};
    for (std::size_t c = 0; c < coalitions; ++c) value[c] = (o.twin - o.channel[c]).fen * o.persons;
    shapley(value, share);
    for (std::size_t c = 0; c < channels; ++c) t.channel[c].welfare += share[c];
    if (!(o.net < line && o.twin >= line)) return;
    for (std::size_t c = 0; c < coalitions; ++c) value[c] = o.channel[c] < line;
    shapley(value, share);
    for (std::size_t c = 0; c < channels; ++c) {
        t.channel[c].households += share[c];
        t.channel[c].persons += share[c] * o.persons;
    }
}

void HouseholdYear::tally_persons(const Count& count, const Outcome& o, std::size_t quintile)
{
    const auto group = static_cast<std::size_t>(registry_group(o.held));
    for (Member& m : members_) {
        PersonRow& row = m.row;
        const std::int64_t charged = row[PersonSum::inpatient_cost] + row[PersonSum::outpatient_cost];
        row[PersonSum::persons] = 1;
        row[PersonSum::deaths] = row[PersonSum::illness_deaths];
        row[PersonSum::admitted_persons] = row[PersonSum::admissions] > 0;
        row[PersonSum::users] = charged > 0;
        row[PersonSum::days_lost] = static_cast<std::int64_t>(std::min(m.days_lost, 366.0) * 1000.0 + 0.5);
        count.cells->person[static_cast<std::size_t>(age_group(m.age))][static_cast<std::size_t>(m.sex)][group].add(row);
        count.cells->person_quintile[quintile].add(row);
        if (charged == 0) continue;
        const auto bin = static_cast<std::size_t>(spending_bin(in_yuan(Money{charged})));
        count.tally->spender_bin_persons[bin] += 1;
        count.tally->spender_bin_charge[bin] += charged;
    }
}

// Premiums and what governments add, split by level.
void HouseholdYear::tally_premiums(Tally& tally, const Outcome& o, const Policy& policy, const YearPolicy& terms) const
{
    const Practice& practice = terms.practice(o.premium_labels);
    tally.premiums += o.books.premium.fen;
    for (std::uint32_t rest = practice.contracts; rest != 0; rest &= rest - 1)
        tally.insured[static_cast<std::size_t>(std::countr_zero(rest))] += o.persons;
    const Money help = practice.premium_help;
    const std::size_t levels = policy.stack.levels.size();
    std::array<Money, law::most_levels> parts{};
    const auto book = [&](Money amount, const LevelShares& share) {
        tally.subsidised += (amount * o.persons).fen;
        if (amount.fen == 0 || !named(share)) return;
        split_by_shares(amount * o.persons, std::span(share).first(levels), std::span(parts).first(levels));
        for (std::size_t l = 0; l < levels; ++l) tally.subsidies[l] += parts[l].fen;
    };
    book(terms.subsidy, policy.subsidy_share);
    book(help, policy.help_share);
    tally.premium_help += (help * o.persons).fen;
}

} // namespace hearth
