// The situation the published tables speak of: patients as grave as they come, at the prices, ways and
// beds of the year the tables are of. What the choice of care makes of needs there is worked out here,
// so that admissions, shares by tier, costs and deaths of the tables come out of it.
#include <algorithm>

#include "calibration/world_builder.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

// Needs of one severity.
struct Point {
    double severity;
    double share; // of needs
};

// A standard normal severity; chronic disease has stages, each with its share of needs.
std::vector<Point> severities(const Disease& d, const Parameters& p)
{
    constexpr int points = 80;
    const double advanced = d.chronic ? p.advanced_share * d.need_advanced : 0.0;
    std::vector<Point> all;
    for (const bool late : {false, true}) {
        const double share = late ? advanced : 1.0 - advanced;
        if (share <= 0.0) continue;
        const double shift = d.chronic ? p.advanced_severity * ((late ? 1.0 : 0.0) - p.advanced_share) : 0.0;
        for (int i = 0; i < points; ++i)
            all.push_back({normal_quantile((i + 0.5) / points) + shift, share / points});
    }
    return all;
}

class AtReference {
public:
    AtReference(const World& world, const Disease& d) : world_(world), d_(d), needs_(severities(d, world.parameters))
    {
        entry_ = d.share;
    }

    // Patients by the tier they turn to first, such that treated ones are shared out as published.
    void fit()
    {
        constexpr int rounds = 15;
        for (int round = 0; round < rounds; ++round) {
            count();
            for (std::size_t t = hospital_from; t < tiers; ++t)
                if (treated_[t] > 0.0) entry_[t] *= d_.share[t] * admitted_ / treated_[t];
        }
        count();
        constexpr double least = 1e-6; // of needs
        for (std::size_t t = hospital_from; t < tiers; ++t)
            if (d_.share[t] > 0.0 && treated_[t] < least * d_.share[t])
                throw InputError(say("diseases: {} has a share of {} that no patient can reach (tiers.treats_up_to lies below every severity that "
                                     "comes there)", d_.code, world_.tier[t].name));
    }

    void write(Disease& d) const
    {
        double stay = 0.0;
        d.entry = entry_;
        d.admitted = admitted_;
        d.deadly_treated = deadly_treated_ / deadly_;
        d.mean_deadliness = deadly_;
        d.mean_quality = quality_ / deadly_treated_;
        for (std::size_t t = hospital_from; t < tiers; ++t) {
            if (treated_[t] <= 0.0) continue;
            // The table's costs and stays are means of those a tier treats, who differ in severity.
            d.cost[t] /= bill_[t] / treated_[t];
            stay += stay_[t];
        }
        d.bed_days /= stay / admitted_;
    }

private:
    // The lowest tier from `t` up that can treat the severity.
    std::size_t treats(std::size_t t, double severity) const
    {
        while (t < tiers && (d_.share[t] <= 0.0 || severity > world_.tier[t].treats_up_to)) ++t;
        return t;
    }

    void count()
    {
        const Parameters& p = world_.parameters;
        const double of_bill = p.severity_share_of_bill * p.bill_sd_inpatient;
        const auto lognormal = [](double k, double z) { return exponential(k * z - 0.5 * k * k); };
        treated_ = bill_ = stay_ = {};
        admitted_ = deadly_ = deadly_treated_ = quality_ = 0.0;
        for (const Point& need : needs_) {
            ByTier weight{};
            double total = 0.0;
            for (std::size_t t = hospital_from; t < tiers; ++t) {
                const std::size_t u = treats(t, need.severity);
                if (d_.share[t] <= 0.0 || u == tiers) continue;
                const double w = entry_[t] * exponential(-p.quality_response * need.severity * world_.tier[u].log_quality);
                weight[u] += w;
                total += w;
            }
            const double deadly = need.share * lognormal(p.fatality_severity, need.severity);
            deadly_ += deadly;
            if (total <= 0.0) continue;
            const double seek = logistic(p.seek_constant + p.seek_severity * need.severity
                                         + p.seek_inclusive_value * logarithm(total));
            admitted_ += need.share * seek;
            deadly_treated_ += deadly * seek;
            for (std::size_t u = hospital_from; u < tiers; ++u) {
                const double here = need.share * seek * weight[u] / total;
                treated_[u] += here;
                bill_[u] += here * lognormal(of_bill, need.severity);
                stay_[u] += here * lognormal(p.stay_severity, need.severity);
                quality_ += deadly * seek * weight[u] / total * world_.tier[u].quality;
            }
        }
    }

    const World& world_;
    const Disease& d_;
    std::vector<Point> needs_;
    ByTier entry_{}, treated_{}, bill_{}, stay_{};
    double admitted_ = 0.0, deadly_ = 0.0, deadly_treated_ = 0.0, quality_ = 0.0;
};

} // namespace

void lay_reference(Disease& d, const World& world)
{
    AtReference at(world, d);
    at.fit();
    Disease laid = d; // `at` reads d
    at.write(laid);
    d = laid;
}

} // namespace hearth
