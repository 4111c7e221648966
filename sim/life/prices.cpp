#include "sim/life/prices.hpp"

#include <algorithm>

#include "sim/base/math.hpp"
#include "sim/life/bills.hpp"

namespace hearth {

namespace {
constexpr std::array<std::int64_t, spending_bands> billed_before{0, 10'000, 50'000}; // yuan
constexpr std::int64_t band_limit = 20'000;                                          // yuan
constexpr int quantile_points = 21;
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

std::vector<double> bill_shapes(double sd, int points)
{
    std::vector<double> shapes;
    double sum = 0.0;
    for (int i = 0; i < points; ++i) {
        shapes.push_back(exponential(sd * normal_quantile((i + 0.5) / points)));
        sum += shapes.back();
    }
    for (double& shape : shapes) shape *= points / sum;
    return shapes;
}

double expected_own_payment(const law::Stack& stack, const law::Route& route, law::Claim claim, double mean,
                            const std::vector<double>& shapes, double compliant_share, Money before)
{
    law::Accounts past(stack);
    past.ledger().open_year(stack, to_civil(claim.date).year);
    if (before.fen > 0) {
        law::Claim earlier = claim;
        present(earlier, in_yuan(before), compliant_share);
        law::settle_along(route, earlier, past.ledger());
    }
    double own = 0.0;
    for (const double shape : shapes) {
        present(claim, mean * shape, compliant_share);
        law::Accounts accounts = past;
        own += in_yuan(law::settle_along(route, claim, accounts.ledger()).out_of_pocket);
    }
    return own / static_cast<double>(shapes.size());
}

// The mean over who takes up which layers, to first order: each layer that some do not take up is left
// out alone. Exact where at most one such layer pays.
static double expected_with_take_up(const Policy& policy, const law::Route& route, law::Claim claim, std::size_t segment,
                                    std::uint32_t categories, double mean, const std::vector<double>& shapes,
                                    double compliant_share, Money before)
{
    const auto own = [&](std::uint32_t refused) {
        claim.refused = refused;
        return expected_own_payment(policy.stack, route, claim, mean, shapes, compliant_share, before);
    };
    const double all = own(0);
    double expected = all;
    const law::Segment& terms = policy.stack.segments[segment];
    for (const law::Step& step : route) {
        if (!(policy.partial_take_up >> step.layer & 1)) continue;
        const Ratio take_up = terms.layers[step.layer].terms_for(categories & terms.categories).take_up;
        if (take_up.ppm < ppm_per_one) expected += (1.0 - take_up.ppm * 1e-6) * (own(1u << step.layer) - all);
    }
    return expected;
}

void ExpectedPrices::fill(const World& world, const Policy& policy, int year, std::size_t kind,
                          bool enrolled, std::size_t d)
{
    const Date mid_year = to_date({year, 7, 1}); // terms at mid-year
    const std::size_t segment = policy.stack.segment_on(mid_year);
    for (std::size_t t = 0; t < tiers; ++t) {
        const Tier& tier = world.tier[t];
        const std::size_t at = (key(year, kind, enrolled) + d) * tiers + t;
        law::Claim claim;
        claim.date = mid_year;
        claim.tier = static_cast<std::uint8_t>(t);
        const auto route = [&](law::Setting setting) -> const law::Route& {
            claim.setting = setting;
            return policy.routes.find(policy.stack, segment, {static_cast<std::uint16_t>(kind), 0, enrolled, setting, claim.tier, Referred::no, policy.disease[d]});
        };
        const double visits = std::max(1.0, world.diseases[d].visits);
        claim.visits = static_cast<std::int16_t>(visits + 0.5);
        claim.days = static_cast<std::int16_t>(world.diseases[d].bed_days + 0.5);
        const double level = drug_level(world, world.diseases[d], t, year);
        const double bill = visits * tier.visit_cost * world.in(year).outpatient_price * level;
        const law::Route& visit = route(law::Setting::outpatient);
        outpatient_[at] = static_cast<float>(
            expected_with_take_up(policy, visit, claim, segment, policy.kind_categories[kind], bill, outpatient_shapes_,
                                  tier.compliant_share, {})
            / std::max(bill, 0.01));
        if (t < hospital_from || world.diseases[d].share[t] <= 0.0) continue;
        const double mean = world.diseases[d].mean_cost[t] * world.price(static_cast<int>(t), year) * level;
        const law::Route& stay = route(law::Setting::inpatient);
        for (std::size_t band = 0; band < spending_bands; ++band)
            inpatient_[at * spending_bands + band] = static_cast<float>(
                expected_with_take_up(policy, stay, claim, segment, policy.kind_categories[kind], mean, inpatient_shapes_,
                                      tier.compliant_share, yuan(billed_before[band])));
    }
}

void ExpectedPrices::scale(double factor)
{
    for (float& own : inpatient_) own *= static_cast<float>(factor);
    for (float& own : outpatient_) own *= static_cast<float>(factor);
}

ExpectedPrices::ExpectedPrices(const World& world, const Policy& policy)
    : inpatient_shapes_(bill_shapes(world.parameters.bill_sd_inpatient, quantile_points)),
      outpatient_shapes_(bill_shapes(world.parameters.bill_sd_outpatient, quantile_points)),
      kind_(policy.kind), kinds_(policy.kind_categories.size()), base_year_(world.base_year), diseases_(world.diseases.size())
{
    const int years = static_cast<int>(world.years.size());
    inpatient_.resize(key(base_year_ + years, 0, false) * tiers * spending_bands);
    outpatient_.resize(key(base_year_ + years, 0, false) * tiers);
#pragma omp parallel for schedule(dynamic) default(none) shared(world, policy, years)
    for (int y = 0; y < years; ++y)
        for (std::size_t kind = 0; kind < kinds_; ++kind)
            for (std::size_t d = 0; d < diseases_; ++d)
                for (const bool enrolled : {false, true})
                    fill(world, policy, base_year_ + y, kind, enrolled, d);
}

} // namespace hearth
