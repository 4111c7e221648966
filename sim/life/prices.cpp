#include "sim/life/prices.hpp"

#include <algorithm>

#include "sim/base/math.hpp"

namespace hearth {

namespace {
constexpr std::array<std::int64_t, spending_bands> billed_before{0, 10'000, 50'000}; // yuan
constexpr std::int64_t band_limit = 20'000;                                          // yuan
constexpr int quantile_points = 7;
} // namespace

int spending_band(Money billed_this_year)
{
    if (billed_this_year.fen == 0) return 0;
    return billed_this_year <= yuan(band_limit) ? 1 : 2;
}

static void present(law::Claim& claim, double charge, double compliant_share)
{
    claim.charge = from_yuan(charge);
    claim.compliant = min(claim.charge, from_yuan(charge * compliant_share));
}

double expected_own_payment(const law::Stack& stack, law::Claim claim, double mean, double sd,
                            double compliant_share, Money before, int points)
{
    law::Accounts past;
    if (before.fen > 0) {
        law::Claim earlier = claim;
        present(earlier, in_yuan(before), compliant_share);
        law::settle(stack, earlier, past);
    }
    // Midpoints of equally likely cells, rescaled so that their mean is the distribution's.
    double total_weight = 0.0;
    std::array<double, 256> shape{};
    const int n = std::min(points, 256);
    for (int i = 0; i < n; ++i) {
        shape[static_cast<std::size_t>(i)] = exponential(sd * normal_quantile((i + 0.5) / n));
        total_weight += shape[static_cast<std::size_t>(i)];
    }
    double own = 0.0;
    for (int i = 0; i < n; ++i) {
        present(claim, mean * shape[static_cast<std::size_t>(i)] * n / total_weight,
                compliant_share);
        law::Accounts accounts = past;
        own += in_yuan(law::settle(stack, claim, accounts).out_of_pocket);
    }
    return own / n;
}

static law::Claim claim_in(const Policy& policy, int year, LabelSet held, bool enrolled,
                           std::size_t disease, law::Setting setting, int tier)
{
    law::Claim claim;
    claim.date = to_date({year, 7, 1}); // terms at mid-year
    claim.categories = policy.categories[held];
    claim.schemes = policy.scheme_bits(enrolled);
    claim.setting = setting;
    claim.tier = static_cast<std::uint8_t>(tier);
    claim.disease = policy.disease[disease];
    return claim;
}

void ExpectedPrices::fill(const World& world, const Policy& policy, int year, LabelSet held,
                          bool enrolled, std::size_t d)
{
    const Parameters& p = world.parameters;
    for (int t = 0; t < tiers; ++t) {
        const auto ti = static_cast<std::size_t>(t);
        const Tier& tier = world.tier[ti];
        const std::size_t at = (key(year, held, enrolled) + d) * tiers + ti;
        const double visits = std::max(1.0, world.diseases[d].visits);
        const double bill = visits * tier.visit_cost * world.in(year).outpatient_price;
        const law::Claim visit =
            claim_in(policy, year, held, enrolled, d, law::Setting::outpatient, t);
        outpatient_[at] = static_cast<float>(
            expected_own_payment(policy.stack, visit, bill, p.bill_sd_outpatient,
                                 tier.compliant_share, {}, quantile_points)
            / std::max(bill, 0.01));
        if (t < hospital_from || world.diseases[d].share[ti] <= 0.0) continue;
        const double mean = world.diseases[d].cost[ti] * world.price(t, year);
        const law::Claim stay =
            claim_in(policy, year, held, enrolled, d, law::Setting::inpatient, t);
        for (std::size_t band = 0; band < spending_bands; ++band)
            inpatient_[at * spending_bands + band] = static_cast<float>(
                expected_own_payment(policy.stack, stay, mean, p.bill_sd_inpatient,
                                     tier.compliant_share, yuan(billed_before[band]),
                                     quantile_points));
    }
}

ExpectedPrices::ExpectedPrices(const World& world, const Policy& policy)
    : base_year_(world.base_year), diseases_(world.diseases.size())
{
    const int years = static_cast<int>(world.years.size());
    inpatient_.resize(key(base_year_ + years, 0, false) * tiers * spending_bands);
    outpatient_.resize(key(base_year_ + years, 0, false) * tiers);
#pragma omp parallel for schedule(dynamic) default(none) shared(world, policy, years)
    for (int y = 0; y < years; ++y)
        for (int held = 0; held < label_sets; ++held)
            for (std::size_t d = 0; d < diseases_; ++d)
                for (const bool enrolled : {false, true})
                    fill(world, policy, base_year_ + y, static_cast<LabelSet>(held), enrolled, d);
}

} // namespace hearth
