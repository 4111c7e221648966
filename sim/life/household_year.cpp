#include "sim/life/household_year.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace hearth {

namespace {
constexpr int pension_age = 60; // resident pension. Source: State Council 2014 No. 8
constexpr int adult_age = 18;
constexpr int days_in_year = 360;
} // namespace

HouseholdYear::HouseholdYear(YearScene scene)
    : s_(scene), enrolment_logit_(0.0),
      p_(scene.world.parameters), v_(scene.world.in(scene.year)),
      terms_(scene.arm.plan->policy.in(scene.year, scene.village.county)),
      account_({scene.world, scene.village, *scene.arm.plan, scene.luck, scene.year, scene.arm.person_words,
                scene.arm.household_words, scene.count.tally, scene.funds})
{
    for (const FrozenScene& f : s_.frozen)
        frozen_accounts_.emplace_back(AccountScene{s_.world, s_.village, *f.arm->plan, s_.luck, s_.year, f.arm->person_words,
                                                   f.arm->household_words, f.count.tally, f.funds, true});
    const ByTier& usual = s_.served ? *s_.served : s_.world.beds_in(static_cast<std::size_t>(s_.village.county), s_.year).served;
    const ByTier time = time_weights(s_.world, s_.village.minutes);
    for (const Practice& practice : terms_.practices) {
        const bool moved = practice.moves_ways();
        ways_.push_back(moved ? time_weights(s_.world, s_.village.minutes, practice.way) : time);
        ways_.push_back(moved ? time_weights(s_.world, s_.village.minutes, practice.visit_way) : time);
        served_.push_back(usual);
        for (std::size_t t = 0; !s_.served && t < tiers; ++t)
            if (practice.beds[t] != 1.0) served_.back()[t] = 1.0 - (1.0 - usual[t]) / practice.beds[t];
    }
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
    decide_labels();
    enrol();
    prevent();
    fall_ill();
    seek_care(); // care, bill, settlement and outcome, in order of date
    work();
    budget();
    if (s_.with_twin) live_twin();
    if (s_.attribution) {
        live_channels();
        live_free();
    }
    measure(); // poverty and funds
    for (std::size_t i = 0; i < s_.frozen.size(); ++i) live_frozen(i);
    tell_year();
}

bool HouseholdYear::gather_members()
{
    const Persons& p = s_.village.person;
    members_.clear();
    people_.clear();
    twin_labour_ = full_labour_ = {};
    twin_persons_ = twin_pensioners_ = 0;
    twin_has_adult_ = false;
    for (PersonIndex i = s_.village.household.first[h_]; i != nobody; i = p.next[static_cast<std::size_t>(i)]) {
        const auto k = static_cast<std::size_t>(i);
        const int age = std::min(s_.year - p.birth_year[k], oldest);
        if (!p.present[k] || age < 0) continue;
        const double capacity = s_.world.labour[static_cast<std::size_t>(age)];
        const Work work = work_of(s_.world, age, p.work_luck[k]);
        ++twin_persons_;
        twin_pensioners_ += age >= pension_age;
        twin_has_adult_ = twin_has_adult_ || age >= adult_age;
        twin_labour_.add(work, capacity);
        if (s_.arm.gone[k]) continue;
        Member m{};
        m.person = i;
        m.age = age;
        m.sex = p.sex[k];
        m.work = work;
        m.capacity = capacity;
        m.labour = s_.arm.disabled[k] ? capacity * (1.0 - p_.disability_income_loss) : capacity;
        full_labour_.add(work, capacity);
        members_.push_back(m);
        people_.push_back(i);
    }
    if (members_.empty()) return false;
    pay_ = pay_of_work(s_.world, s_.year, static_cast<double>(s_.village.household.income_rank[h_]),
                       static_cast<double>(s_.village.household.income_luck[h_]), s_.exposure.income);
    const Purse& purse = s_.arm.purse[h_];
    const double income = std::max(1.0, in_yuan(s_.arm.standing[h_].last_gross)) * static_cast<double>(members_.size());
    cash_a_day_ = income * (1.0 - p_.consumption_propensity) / days_in_year;
    means_ = means_of(s_.world, s_.year, in_yuan(s_.arm.standing[h_].last_gross));
    account_.open(h_, people_, purse, cash_a_day_);
    credit_ = in_yuan(credit_left(purse, p_, from_yuan(income)));
    carer_days_ = 0.0;
    non_medical_ = transport_ = living_ = recovery_ = {};
    hardship_day_ = -1;
    claims_.clear();
    o_ = {};
    o_.persons = static_cast<std::int64_t>(members_.size());
    telling_ = nullptr;
    if (s_.story && s_.story->household == id_ && s_.count.tally) {
        // A year is lived again where a fund runs dry: the last time counts.
        if (!s_.story->years.empty() && s_.story->years.back().year == s_.year) s_.story->years.pop_back();
        telling_ = &s_.story->years.emplace_back();
        telling_->year = s_.year;
    }
    return true;
}

// Step 2.
void HouseholdYear::decide_labels()
{
    RegistryView view;
    view.year = s_.year;
    view.lasting_error = static_cast<double>(s_.village.household.registry_luck[h_]);
    view.passing_error = normal_quantile(static_cast<double>(s_.village.household.registry_error[h_]));
    view.has_adult = false;
    for (const Member& m : members_) {
        view.labour += m.labour;
        view.has_adult = view.has_adult || m.age >= adult_age;
    }
    const Standing& last = s_.arm.standing[h_];
    registry_ = keep_registry(s_.world, last, view, terms_.practice(last.held).registry);
    returned_by_illness_ = registry_.returned && s_.arm.poor_by_illness[h_];
    follow_labels();
}

void HouseholdYear::follow_labels()
{
    practice_at_ = terms_.practice_of[registry_.held];
    practice_ = &terms_.practices[practice_at_];
}

// Step 3: the household joins the resident scheme or not.
void HouseholdYear::enrol()
{
    enrolled_ = joins(registry_.held, s_.arm.standing[h_].last_gross);
    if (enrolled_ && practice_->chooses_grade) choose_grade();
    premium_labels_ = registry_.held; // the premium is paid at the year's start
}

bool HouseholdYear::joins(LabelSet held, Money last_gross)
{
    const double help = terms_.practice(held).help_share;
    const double relative_income = std::max(1.0, in_yuan(last_gross)) / v_.income_mean;
    const double utility = enrolment_logit_ + p_.enrolment_income_slope * logarithm(relative_income)
        + p_.enrolment_subsidy_slope * help;
    joining_odds_ = logistic(utility);
    return s_.village.household.enrolment_luck[h_] < joining_odds_;
}

// A higher grade of contribution costs more and pays more: it is chosen the likelier, the more a
// household with its known conditions would save on hospital bills, as a share of a year's means.
void HouseholdYear::choose_grade()
{
    const ExpectedPrices& prices = s_.arm.plan->prices;
    const auto expected = [&](LabelSet held) {
        double own = 0.0;
        for (const Member& m : members_) {
            const auto band = static_cast<std::size_t>(age_band(m.age));
            const auto k = static_cast<std::size_t>(m.person);
            const auto add = [&](const Disease& d, int disease, double needs) {
                for (std::size_t t = hospital_from; t < tiers; ++t)
                    own += needs * d.share[t] * prices.inpatient(s_.year, s_.village.county, held, true, disease, static_cast<int>(t), 0);
            };
            const int usual = s_.world.usual_disease;
            add(s_.world.diseases[static_cast<std::size_t>(usual)], usual,
                s_.world.acute_needs[band][static_cast<std::size_t>(m.sex)] * p_.illness_scale);
            for (std::uint64_t rest = s_.arm.known[k] & s_.arm.conditions[k]; rest != 0; rest &= rest - 1) {
                const int disease = s_.world.chronic[static_cast<std::size_t>(std::countr_zero(rest))];
                const Disease& d = s_.world.diseases[static_cast<std::size_t>(disease)];
                add(d, disease, d.need_per_case[band]);
            }
        }
        return own;
    };
    const double persons = static_cast<double>(o_.persons);
    const double first = expected(registry_.held);
    std::array<double, 3> weight{1.0};
    double all = 1.0;
    for (std::size_t g = 0; g < terms_.grades.size(); ++g) {
        const Grade& grade = terms_.grades[g];
        const double saved = first - expected(static_cast<LabelSet>(registry_.held | bit(grade.label)));
        const double gain = (saved - in_yuan(grade.extra) * persons) / (means_ * persons);
        all += weight[g + 1] = exponential(std::clamp(terms_.grade_response * gain, -30.0, 30.0));
    }
    // Luck left over from joining.
    double left = static_cast<double>(s_.village.household.enrolment_luck[h_]) / joining_odds_ * all - weight[0];
    for (std::size_t g = 0; left >= 0.0 && g < terms_.grades.size(); ++g) {
        left -= weight[g + 1];
        if (left >= 0.0 && g + 1 < terms_.grades.size()) continue;
        registry_.held |= bit(terms_.grades[g].label);
        follow_labels();
        return;
    }
}

// Step 4: contracts and examinations.
void HouseholdYear::prevent()
{
    const Practice& practice = *practice_;
    const double reach = s_.village.household.contract_luck[h_];
    const bool poor = registry_.held & (bit(Label::registered_poor) | bit(Label::left_poverty));
    const double contracts = practice.contract >= 0.0 ? practice.contract : poor ? v_.family_doctor_registered : v_.family_doctor_other;
    verified_ = reach < practice.batches.coverage;
    contract_ = verified_ || reach < contracts; // chronic patients among the verified have a family doctor
    literate_ = s_.village.household.literacy_luck[h_] < (practice.literate >= 0.0 ? practice.literate : v_.health_literacy);
    const double found = (practice.examined >= 0.0 ? practice.examined : v_.examination_coverage)
        * (practice.sensitivity >= 0.0 ? practice.sensitivity : p_.examination_sensitivity);
    for (const Member& m : members_) {
        const auto k = static_cast<std::size_t>(m.person);
        const std::uint64_t latent = s_.arm.conditions[k] & ~s_.arm.known[k];
        if (latent == 0) continue;
        if (s_.illness.examination_luck[k] >= found) continue;
        s_.arm.known[k] |= latent;
        s_.arm.silent[k] |= latent;
    }
}

// Step 9: days lost by patients and carers, a death's remaining days, lasting loss by disability.
void HouseholdYear::work()
{
    LabourUnits units;
    for (Member& m : members_) {
        double lost = m.days_lost / p_.work_days_per_year;
        if (m.death_day >= 0) lost = std::max(lost, 1.0 - static_cast<double>(m.death_day) / days_in_year);
        units.add(m.work, m.labour * (1.0 - std::min(lost, 1.0)));
    }
    units.take(carer_days_ / p_.work_days_per_year);
    o_.books.from = earnings_of(pay_, units);
    o_.lost_earnings = earnings_of(pay_, full_labour_).earnings() - o_.books.from.earnings();
}

Money HouseholdYear::asset_income(const Purse& purse) const
{
    return part(purse.assets, p_.asset_return) + part(purse.savings, p_.savings_interest);
}

Incomes HouseholdYear::transfers_of(LabelSet held, Money dibao, std::int64_t persons, int pensioners, Incomes from) const
{
    from.universal = from_yuan(p_.universal_transfer_share * v_.income_mean) * persons;
    from.dibao = dibao * persons;
    if (holds(held, Label::registered_poor)) from.programme = from_yuan(v_.programme_transfer) * persons;
    if (const double transfer = terms_.practice(held).transfer; transfer > 0.0) from.programme += from_yuan(transfer) * persons;
    from.pension = from_yuan(12.0 * v_.pension_month) * pensioners;
    return from;
}

// What a programme pays of the costs no scheme covers.
Money HouseholdYear::relief_of(const Practice& practice) const
{
    if (!practice.relieves()) return {};
    return min(non_medical_, part(transport_, practice.transport_paid) + part(living_, practice.living_paid)
                                 + part(recovery_, practice.recovery_paid));
}

Money HouseholdYear::floor_for(std::int64_t persons) const
{
    return from_yuan(p_.consumption_floor_share * v_.poverty_line) * persons;
}

// Step 10.
void HouseholdYear::budget()
{
    const std::int64_t n = o_.persons;
    const auto pensioners = std::count_if(members_.begin(), members_.end(),
                                          [](const Member& m) { return m.age >= pension_age; });
    Purse& purse = s_.arm.purse[h_];
    Books& b = o_.books;
    b.from = transfers_of(registry_.held, registry_.dibao, n, static_cast<int>(pensioners), b.from);
    b.from.assets = asset_income(purse);
    if (enrolled_) b.premium = terms_.premium_for(premium_labels_) * n;
    b.out_of_pocket = account_.own();
    b.payable_later = account_.payable_later();
    b.awaited = account_.awaited();
    b.bridging = account_.bridging();
    o_.relief = relief_of(*practice_);
    o_.transfer = from_yuan(practice_->transfer) * n;
    b.non_medical = non_medical_ - o_.relief;
    balance_budget(b, purse, p_, floor_for(n));
    o_.held = registry_.held;
    o_.premium_labels = premium_labels_;
    o_.enrolled = enrolled_;
    o_.returned = registry_.returned;
    o_.returned_by_illness = returned_by_illness_;
    o_.long_ill = long_ill();
    o_.shock = std::any_of(members_.begin(), members_.end(),
                           [&](const Member& m) { return m.billed > max(yuan(1), s_.arm.standing[h_].last_gross); });
    o_.layers_used = account_.layers_used();
    o_.purse = purse;
    o_.inpatient_own = account_.inpatient_own();
    o_.gross = {(b.income() - b.premium).fen / n};
    o_.net = {(b.income() - b.premium - b.out_of_pocket).fen / n};
}

} // namespace hearth
