#include "sim/life/household_year.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace hearth {

namespace {
constexpr int pension_age = 60; // resident pension. Source: State Council 2014 No. 8
constexpr int days_in_year = 360;

} // namespace

HouseholdYear::HouseholdYear(YearScene scene)
    : s_(scene), time_(time_weights(scene.world, scene.village.minutes)),
      enrolment_logit_(0.0), dibao_log_ratio_(logarithm(scene.world.parameters.dibao_income_ratio)),
      p_(scene.world.parameters), v_(scene.world.in(scene.year)),
      terms_(scene.arm.plan->policy.in(scene.year))
{
    const int terms_year = std::max(s_.year, s_.world.base_year);
    for (int m = 0; m < months; ++m)
        month_[static_cast<std::size_t>(m)] = to_date({terms_year, m + 1, 1});
    enrolment_logit_ = logarithm(v_.enrolment_ordinary / (1.0 - v_.enrolment_ordinary));
    for (std::size_t n = 1; n < equivalents_.size(); ++n)
        equivalents_[n] = exponential(0.56 * logarithm(static_cast<double>(n)));
}

// The order of life. Step 1, demography, is the village's and has happened.
void HouseholdYear::live(HouseholdIndex household)
{
    h_ = static_cast<std::size_t>(household);
    id_ = s_.village.household.id[h_];
    if (!gather_members()) return;
    keep_registry();
    enrol();
    prevent();
    fall_ill();
    seek_care(); // care, bill, settlement and outcome, in order of date
    work();
    budget();
    if (s_.with_twin) live_twin();
    measure(); // poverty and funds
}

bool HouseholdYear::gather_members()
{
    const Persons& p = s_.village.person;
    members_.clear();
    twin_labour_ = full_labour_ = 0.0;
    twin_persons_ = twin_pensioners_ = 0;
    for (PersonIndex i = s_.village.household.first[h_]; i != nobody;
         i = p.next[static_cast<std::size_t>(i)]) {
        const auto k = static_cast<std::size_t>(i);
        const int age = std::min(s_.year - p.birth_year[k], oldest);
        if (!p.present[k] || age < 0) continue;
        const double capacity = s_.world.labour[static_cast<std::size_t>(age)];
        ++twin_persons_;
        twin_pensioners_ += age >= pension_age;
        twin_labour_ += capacity;
        if (s_.arm.gone[k]) continue;
        Member m{};
        m.person = i;
        m.age = age;
        m.sex = p.sex[k];
        m.labour = s_.arm.disabled[k] ? capacity * (1.0 - p_.disability_income_loss) : capacity;
        full_labour_ += capacity;
        members_.push_back(m);
    }
    if (members_.empty()) return false;
    const law::Stack& stack = s_.arm.plan->policy.stack;
    if (heads_.size() < members_.size()) {
        heads_.resize(members_.size());
        member_words_.resize(members_.size() * static_cast<std::size_t>(stack.ledger[0].words()));
    }
    household_words_.resize(static_cast<std::size_t>(stack.ledger[1].words()));
    household_year_ = 0;
    const Households& h = s_.village.household;
    income_factor_ = exponential(static_cast<double>(h.income_rank[h_]) + h.income_luck[h_]);
    carer_days_ = spent_ = 0.0;
    own_payments_ = inpatient_own_ = non_medical_ = {};
    if (s_.funds.limits) {
        cut_in_ = {};
        drawn_ = {};
    }
    returned_ = returned_by_illness_ = false;
    return true;
}

// Step 2: labels by last year's welfare and dated lines, with targeting error.
void HouseholdYear::keep_registry()
{
    LabelSet& held = s_.arm.held[h_];
    const double last_net = std::max(1.0, in_yuan(s_.arm.last_net[h_]));
    const double last_gross = std::max(1.0, in_yuan(s_.arm.last_gross[h_]));
    const double dibao_gap = logarithm(last_gross / v_.dibao_standard)
        + p_.dibao_noise_sd * s_.village.household.registry_luck[h_];
    held = static_cast<LabelSet>(held & ~(bit(Label::dibao) | bit(Label::monitored)));
    if (dibao_gap < dibao_log_ratio_) held |= bit(Label::dibao);
    if (s_.year < s_.world.base_year) return;

    // Two thirds of the targeting error's variance lasts, one third is the year's. Assumption.
    constexpr double lasting_part = 0.816496580927726;
    constexpr double passing_part = 0.577350269189626;
    const double error = p_.registry_noise_sd
        * (lasting_part * s_.village.household.registry_luck[h_] + passing_part * normal_quantile(s_.village.household.registry_error[h_]));
    const double seen = logarithm(last_net / v_.poverty_line) + error;
    const bool was_registered = held & bit(Label::registered_poor);
    if (was_registered && s_.year == static_cast<int>(p_.guarantee_roll_year))
        held |= bit(Label::guarantee_eligible);
    if (was_registered && seen > v_.registry_exit) {
        held &= static_cast<LabelSet>(~bit(Label::registered_poor));
        held |= bit(Label::left_poverty);
    } else if (!was_registered && seen < v_.registry_entry) {
        returned_ = held & bit(Label::left_poverty);
        returned_by_illness_ = returned_ && s_.arm.poor_by_illness[h_];
        held &= static_cast<LabelSet>(~bit(Label::left_poverty));
        held |= bit(Label::registered_poor);
        if (s_.year >= static_cast<int>(p_.guarantee_roll_year)) held |= bit(Label::guarantee_eligible);
    }
    const bool near_line = last_net < v_.monitoring_line;
    if (s_.year >= static_cast<int>(p_.monitoring_from) && near_line
        && !(held & bit(Label::registered_poor)))
        held |= bit(Label::monitored);
}

// Step 3: the household joins the resident scheme or not.
void HouseholdYear::enrol()
{
    const LabelSet held = s_.arm.held[h_];
    const double help = terms_.premium_help[held].ppm * 1e-6;
    const double relative_income =
        std::max(1.0, in_yuan(s_.arm.last_gross[h_])) / v_.income_mean;
    const double utility = enrolment_logit_
        + p_.enrolment_income_slope * logarithm(relative_income)
        + p_.enrolment_subsidy_slope * help;
    enrolled_ = s_.village.household.enrolment_luck[h_] < logistic(utility);
    books_ = {};
    if (enrolled_) {
        const Money paid = terms_.premium - terms_.premium * terms_.premium_help[held];
        books_.premium = paid * static_cast<std::int64_t>(members_.size());
    }
}

// Step 4: contracts and examinations.
void HouseholdYear::prevent()
{
    const bool poor = s_.arm.held[h_] & (bit(Label::registered_poor) | bit(Label::left_poverty));
    contract_ = s_.village.household.contract_luck[h_] < (poor ? v_.family_doctor_registered : v_.family_doctor_other);
    const double found = v_.examination_coverage * p_.examination_sensitivity;
    for (const Member& m : members_) {
        const auto k = static_cast<std::size_t>(m.person);
        const std::uint64_t latent = s_.arm.conditions[k] & ~s_.arm.known[k];
        if (latent == 0) continue;
        if (s_.illness.examination_luck[k] < found) s_.arm.known[k] |= latent;
    }
}

// Step 9: days lost by patients and carers, a death's remaining days, lasting loss by disability.
void HouseholdYear::work()
{
    double units = 0.0;
    for (Member& m : members_) {
        double lost = m.days_lost / p_.work_days_per_year;
        if (m.death_day >= 0)
            lost = std::max(lost, 1.0 - static_cast<double>(m.death_day) / days_in_year);
        units += m.labour * (1.0 - std::min(lost, 1.0));
    }
    units = std::max(0.0, units - carer_days_ / p_.work_days_per_year);
    books_.earnings = earnings(units);
    lost_earnings_ = earnings(full_labour_) - books_.earnings;
}

Money HouseholdYear::earnings(double labour_units) const
{
    const double growth = v_.income_mean / s_.world.in(s_.world.base_year).income_mean;
    return from_yuan(s_.world.labour_unit * growth * income_factor_ * labour_units);
}

Money HouseholdYear::transfers(std::int64_t persons, int pensioners) const
{
    const LabelSet held = s_.arm.held[h_];
    Money per_head = from_yuan(p_.universal_transfer_share * v_.income_mean);
    if (held & bit(Label::dibao)) per_head += from_yuan(p_.dibao_paid_ratio * v_.dibao_standard);
    if (held & bit(Label::registered_poor)) per_head += from_yuan(v_.programme_transfer);
    return per_head * persons + from_yuan(12.0 * v_.pension_month) * pensioners;
}

// Step 10.
void HouseholdYear::budget()
{
    const auto n = static_cast<std::int64_t>(members_.size());
    const auto pensioners = std::count_if(members_.begin(), members_.end(),
                                          [](const Member& m) { return m.age >= pension_age; });
    Purse& purse = s_.arm.purse[h_];
    books_.asset_income =
        part(purse.assets, p_.asset_return) + part(purse.savings, p_.savings_interest);
    books_.transfers = transfers(n, static_cast<int>(pensioners));
    books_.out_of_pocket = own_payments_;
    books_.non_medical = non_medical_;
    const Money floor_a_head = from_yuan(p_.consumption_floor_share * v_.poverty_line);
    balance_budget(books_, purse, p_, floor_a_head * n);
    gross_ = {(books_.income() - books_.premium).fen / n};
    net_ = {(books_.income() - books_.premium - own_payments_).fen / n};
}

// The same household had nobody in it ever fallen ill. Labels, premiums and transfers a head are
// those of the factual arm (frozen), so that only illness differs.
void HouseholdYear::live_twin()
{
    Books b;
    Purse& purse = s_.arm.twin[h_];
    const std::int64_t n = twin_persons_;
    b.earnings = earnings(twin_labour_);
    b.asset_income = part(purse.assets, p_.asset_return) + part(purse.savings, p_.savings_interest);
    b.transfers = transfers(n, twin_pensioners_);
    b.premium = {books_.premium.fen / static_cast<std::int64_t>(members_.size()) * n};
    balance_budget(b, purse, p_, from_yuan(p_.consumption_floor_share * v_.poverty_line) * n);
    twin_welfare_ = {(b.income() - b.premium).fen / n};
}

} // namespace hearth
