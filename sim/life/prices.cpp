#include "sim/life/prices.hpp"

#include <algorithm>
#include <bit>

#include "sim/base/math.hpp"
#include "sim/life/bills.hpp"

namespace hearth {

namespace {
constexpr std::array<std::int64_t, spending_bands> billed_before{0, 10'000, 50'000}; // yuan
constexpr std::int64_t band_limit = 20'000;                                          // yuan
constexpr std::array<std::int64_t, spending_bands> visits_billed_before{0, 300, 1'200}; // yuan
constexpr std::int64_t visit_band_limit = 600;                                           // yuan
constexpr int quantile_points = 21;
} // namespace

int visit_band(Money billed_this_year)
{
    if (billed_this_year.fen == 0) return 0;
    return billed_this_year <= yuan(visit_band_limit) ? 1 : 2;
}

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

std::uint32_t PriceMemo::number_of(const law::Route& route)
{
    if (const auto at = by_address_.find(&route); at != by_address_.end()) return at->second;
    std::size_t content = route.size();
    const auto mix = [&content](std::int64_t v) { content = (content ^ static_cast<std::size_t>(v)) * 0x9e3779b97f4a7c15ull; };
    bool dated = false;
    for (const law::Step& step : route) {
        for (const std::int64_t v : {std::int64_t{step.layer}, step.owed[0].fen, std::int64_t{step.ratio[0].ppm}, step.ceiling.year.fen, step.guarantee.max_oop.fen,
                                     std::int64_t{step.guarantee.min_ratio.ppm}})
            mix(v);
        dated = dated || step.conditional || step.account.present;
    }
    const auto [first, last] = by_content_.equal_range(content);
    for (auto at = first; at != last; ++at)
        if (routes_[at->second] == route) return by_address_[&route] = at->second;
    const auto number = static_cast<std::uint32_t>(routes_.size());
    routes_.push_back(route);
    dated_.push_back(dated);
    by_content_.emplace(content, number);
    return by_address_[&route] = number;
}

std::size_t PriceMemo::Hash::operator()(const Key& key) const
{
    std::size_t h = key.route;
    const auto mix = [&h](std::uint64_t v) { h = (h ^ v) * 0x9e3779b97f4a7c15ull, h ^= h >> 29; };
    mix(std::bit_cast<std::uint64_t>(key.mean));
    mix(std::bit_cast<std::uint64_t>(key.compliant));
    mix(static_cast<std::uint64_t>(key.before));
    mix(static_cast<std::uint64_t>(key.refused) << 32 | static_cast<std::uint32_t>(key.year));
    mix(static_cast<std::uint64_t>(static_cast<std::uint16_t>(key.visits)) << 32 | static_cast<std::uint64_t>(static_cast<std::uint16_t>(key.days)) << 16
        | static_cast<std::uint64_t>(key.setting) << 8 | key.tier);
    return h;
}

const double* PriceMemo::find(const Key& key) const
{
    const auto at = known_.find(key);
    return at == known_.end() ? nullptr : &at->second;
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
                                    double compliant_share, Money before, PriceMemo* memo)
{
    const std::uint32_t number = memo ? memo->number_of(route) : 0;
    const std::int32_t year = memo && memo->dated(number) ? to_civil(claim.date).year : 0;
    const auto own = [&](std::uint32_t refused) {
        claim.refused = refused;
        const PriceMemo::Key key{number, refused, year, claim.visits, claim.days, static_cast<std::uint8_t>(claim.setting), claim.tier, before.fen, mean, compliant_share};
        if (const double* known = memo ? memo->find(key) : nullptr) return *known;
        const double paid = expected_own_payment(policy.stack, route, claim, mean, shapes, compliant_share, before);
        if (memo) memo->keep(key, paid);
        return paid;
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

void ExpectedPrices::fill(const World& world, const Policy& policy, std::size_t at_cell, bool enrolled, std::size_t d, PriceMemo* memo)
{
    const Cell& cell = cells_[at_cell];
    const Billing& billing = cell.billing;
    const Disease& disease = world.diseases[d];
    const int year = cell.year;
    const Date mid_year = to_date({year, 7, 1}); // terms at mid-year
    const std::size_t segment = policy.stack.segment_on(mid_year);
    for (std::size_t t = 0; t < tiers; ++t) {
        const Tier& tier = world.tier[t];
        const std::size_t at = ((at_cell * 2 + (enrolled ? 1 : 0)) * diseases_ + d) * tiers + t;
        law::Claim claim;
        claim.date = mid_year;
        claim.tier = billing.settled_as[t];
        const auto route = [&](law::Setting setting) -> const law::Route& {
            claim.setting = setting;
            return policy.routes.find(policy.stack, segment, {static_cast<std::uint16_t>(cell.kind), 0, enrolled, setting, claim.tier,
                                                              Referred::no, policy.disease[d], billing.referral_rule});
        };
        const double visits = std::max(1.0, disease.visits);
        claim.visits = static_cast<std::int16_t>(visits + 0.5);
        claim.days = static_cast<std::int16_t>(disease.bed_days * billing.stay[t] + 0.5);
        const double compliant = std::clamp(tier.compliant_share + billing.compliant[t], 0.0, 1.0);
        const double level = drug_level(world, disease, t, year, billing.drugs);
        const double bill = visits * tier.visit_cost * world.in(year).outpatient_price * billing.visit_price * level;
        const law::Route& visit = route(law::Setting::outpatient);
        for (std::size_t band = 0; band < spending_bands; ++band)
            outpatient_[(at / tiers * spending_bands + band) * tiers + t] = static_cast<float>(
                expected_with_take_up(policy, visit, claim, segment, policy.kind_categories[cell.kind], bill, outpatient_shapes_, compliant,
                                      yuan(visits_billed_before[band]), memo)
                / std::max(bill, 0.01));
        if (t < hospital_from || disease.share[t] <= 0.0) continue;
        const double mean = disease.mean_cost[t] * world.price(static_cast<int>(t), year) * billing.price[t] * level;
        const law::Route& stay = route(law::Setting::inpatient);
        for (std::size_t band = 0; band < spending_bands; ++band)
            inpatient_[at * spending_bands + band] = static_cast<float>(
                expected_with_take_up(policy, stay, claim, segment, policy.kind_categories[cell.kind], mean, inpatient_shapes_,
                                      compliant, yuan(billed_before[band]), memo));
    }
}

void ExpectedPrices::scale(double factor)
{
    for (float& own : inpatient_) own *= static_cast<float>(factor);
    for (float& own : outpatient_) own *= static_cast<float>(factor);
}

void ExpectedPrices::sort_cells(const Policy& policy, std::size_t years)
{
    cell_of_.resize(policy.county_kinds() * years * label_sets);
    for (std::size_t y = 0; y < years; ++y) {
        const std::size_t first = cells_.size(); // counties of all kinds share the year's cells
        for (std::size_t kind = 0; kind < policy.county_kinds(); ++kind) {
            const int year = base_year_ + static_cast<int>(y);
            const YearPolicy& terms = policy.in_kind(year, kind);
            for (std::size_t held = 0; held < label_sets; ++held) {
                const Billing& billing = terms.practice(static_cast<LabelSet>(held)).billing;
                std::size_t at = first;
                while (at < cells_.size() && !(cells_[at].kind == policy.kind[held] && cells_[at].billing == billing)) ++at;
                if (at == cells_.size()) cells_.push_back({year, policy.kind[held], billing});
                cell_of_[(kind * years + y) * label_sets + held] = static_cast<std::uint32_t>(at);
            }
        }
    }
}

ExpectedPrices::ExpectedPrices(const World& world, const Policy& policy, PriceMemo* memo)
    : inpatient_shapes_(bill_shapes(world.parameters.bill_sd_inpatient, quantile_points)),
      outpatient_shapes_(bill_shapes(world.parameters.bill_sd_outpatient, quantile_points)),
      county_kind_(policy.county_kind), years_(world.years.size()), base_year_(world.base_year), diseases_(world.diseases.size())
{
    sort_cells(policy, years_);
    outpatient_.resize(cells_.size() * 2 * diseases_ * tiers * spending_bands);
    inpatient_.resize(outpatient_.size());
    if (memo) memo->forget_routes();
#pragma omp parallel for schedule(dynamic) default(none) shared(world, policy, memo) if (memo == nullptr)
    for (std::size_t cell = 0; cell < cells_.size(); ++cell)
        for (std::size_t d = 0; d < diseases_; ++d)
            for (const bool enrolled : {false, true}) fill(world, policy, cell, enrolled, d, memo);
}

} // namespace hearth
