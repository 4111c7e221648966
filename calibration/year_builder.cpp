// The terms of every year and kind of county: which programmes cover whom, and what that changes.
#include <algorithm>
#include <map>

#include "calibration/programme_builder.hpp"
#include "scenarios/terms.hpp"
#include "sim/base/error.hpp"
#include "words/say.hpp"

namespace hearth {

namespace {

// Who is covered by which programmes and contracts: people of one cover have one practice.
struct Cover {
    std::uint64_t programmes = 0;
    std::uint32_t contracts = 0;
    std::uint32_t tiers = 0; //!< categories that decide the share of a premium
    bool poor = false;
    friend auto operator<=>(const Cover&, const Cover&) = default;
};

class YearBuilder {
public:
    YearBuilder(Policy& policy, const Scenario& scenario, const World& world, int year, const std::vector<bool>& here)
        : policy_(policy), scenario_(scenario), world_(world), year_(year), day_(first_day_of(year)), here_(here),
          recognised_(policy.stack.segments[policy.stack.segment_on(day_)].categories)
    {
        for (const Programme& p : scenario.programmes)
            for (const auto& [category, share] : p.tiers) tier_categories_ |= 1u << category;
    }

    YearPolicy build()
    {
        terms();
        std::map<Cover, std::uint8_t> known;
        out_.practices.clear();
        for (std::size_t held = 0; held < label_sets; ++held) {
            const std::uint32_t categories = policy_.categories[held] & recognised_;
            const Cover cover = cover_of(static_cast<LabelSet>(held), categories);
            const auto at = known.find(cover);
            if (at != known.end()) {
                out_.practice_of[held] = at->second;
                continue;
            }
            const Practice practice = practice_for(cover, categories);
            auto same = std::find(out_.practices.begin(), out_.practices.end(), practice);
            if (same == out_.practices.end()) same = out_.practices.insert(same, practice);
            const auto index = static_cast<std::size_t>(same - out_.practices.begin());
            if (index > 255) throw InputError(say("scenario {}: programmes divide people into more than 256 kinds in a year", scenario_.name));
            out_.practice_of[held] = known[cover] = static_cast<std::uint8_t>(index);
        }
        return out_;
    }

private:
    // What cost control held back stays held back when it ends.
    bool acts(std::size_t i) const
    {
        const Programme& p = scenario_.programmes[i];
        return here_[i] && (p.active(day_) || (p.name == "cost_control" && p.on && day_ >= p.from));
    }

    // Premium, subsidy and supply: those in force on 1 January.
    void terms()
    {
        const YearValues& values = world_.in(year_);
        out_.premium = from_yuan(values.resident_premium);
        out_.subsidy = from_yuan(values.resident_subsidy);
        if (!scenario_.schemes.empty()) {
            out_.premium = scenario_.schemes[0].premium.on(day_).value_or(out_.premium);
            out_.subsidy = scenario_.schemes[0].subsidy.on(day_).value_or(out_.subsidy);
        }
        out_.beds_respond = scenario_.supply.responds.on(day_).value_or(false);
        for (const auto& [tier, ratio] : scenario_.supply.beds.on(day_).value_or(std::vector<std::pair<std::size_t, Ratio>>{}))
            out_.beds[tier] = ratio.ppm * 1e-6;
        for (std::size_t i = 0; i < scenario_.programmes.size(); ++i) {
            if (!acts(i)) continue;
            const Acting acting{scenario_.programmes[i], static_cast<int>(i), day_, world_, false};
            apply_programme(acting, out_, policy_);
            out_.programmes |= 1u << i;
            if (acting.programme.name != "capability") continue;
            const ByTier beds = acting.by_tier("beds", 1.0);
            for (std::size_t t = 0; t < tiers; ++t) out_.beds[t] *= acting.toward(1.0, beds[t]);
        }
    }

    Cover cover_of(LabelSet held, std::uint32_t categories) const
    {
        Cover cover;
        cover.poor = (held & (bit(Label::registered_poor) | bit(Label::left_poverty))) != 0;
        cover.tiers = categories & tier_categories_;
        for (std::size_t i = 0; i < scenario_.programmes.size(); ++i) {
            const Programme& p = scenario_.programmes[i];
            const std::uint32_t who = p.who.on(day_).value_or(0);
            if (acts(i) && (who == 0 || (who & categories) != 0)) cover.programmes |= std::uint64_t{1} << i;
        }
        for (std::size_t f = 0; f < scenario_.funds.size(); ++f) {
            const FundContract& c = scenario_.funds[f].contract;
            const std::uint32_t who = c.who.on(day_).value_or(0);
            if (c.insured && c.contribution.on(day_) && (who == 0 || (who & categories) != 0) && !(c.except.on(day_).value_or(0) & categories))
                cover.contracts |= 1u << f;
        }
        return cover;
    }

    Practice practice_for(const Cover& cover, std::uint32_t categories)
    {
        Practice practice;
        for (std::size_t i = 0; i < scenario_.programmes.size(); ++i) {
            if (!(cover.programmes >> i & 1)) continue;
            const Acting acting{scenario_.programmes[i], static_cast<int>(i), day_, world_, cover.poor};
            apply_programme(acting, practice, policy_);
            if (acting.programme.name == "premium_subsidy") help(acting, categories, practice);
            practice.programmes |= 1u << i;
        }
        if (practice.providers == 3 && (out_.providers[0].tiers & out_.providers[1].tiers) != 0)
            throw InputError(say("scenario {}: programme.budget_package and programme.provider_payment both pay for the same tier in {} "
                                 "(let provider_payment.tiers name others)", scenario_.name, year_));
        price_of_joining(practice);
        practice.contracts = cover.contracts;
        for (std::size_t f = 0; f < scenario_.funds.size(); ++f)
            if (cover.contracts >> f & 1) practice.contribution += scenario_.funds[f].contract.own.on(day_).value_or(Money{});
        return practice;
    }

    void help(const Acting& a, std::uint32_t categories, Practice& practice) const
    {
        const Ratio share = a.programme.share_for(categories, day_);
        const Money amount = a.programme.amount.on(day_).value_or(Money{});
        const Ratio scale = a.programme.scale.on(day_).value_or(Ratio{ppm_per_one});
        practice.premium_help = min(out_.premium, out_.premium * share + amount) * scale;
        if (amount.fen == 0) practice.help_share = share.ppm * 1e-6 * a.scale();
        else if (out_.premium.fen > 0) practice.help_share = in_yuan(practice.premium_help) / in_yuan(out_.premium);
    }

    // What is paid less than the usual premium draws people in; what is paid more keeps them out.
    void price_of_joining(Practice& practice) const
    {
        const double usual = world_.in(year_).resident_premium;
        if (usual <= 0.0 || out_.premium == from_yuan(usual)) return; // the share helped says it all
        practice.help_share = 1.0 - in_yuan(out_.premium - practice.premium_help) / usual;
    }

    Policy& policy_;
    const Scenario& scenario_;
    const World& world_;
    int year_;
    Date day_;
    const std::vector<bool>& here_;
    std::uint32_t recognised_;
    std::uint32_t tier_categories_ = 0;
    YearPolicy out_;
};

} // namespace

void build_years(Policy& policy, const Scenario& scenario, const World& world)
{
    if (scenario.programmes.size() > most_programmes)
        throw InputError(say("scenario {}: more than 32 programmes", scenario.name));
    // Counties in which the same programmes act are of one kind.
    std::vector<std::vector<bool>> kinds;
    for (const County& county : world.counties) {
        std::vector<bool> here;
        for (const Programme& p : scenario.programmes)
            here.push_back(p.counties.empty() || std::find(p.counties.begin(), p.counties.end(), county.name) != p.counties.end());
        auto at = std::find(kinds.begin(), kinds.end(), here);
        if (at == kinds.end()) at = kinds.insert(at, here);
        policy.county_kind.push_back(static_cast<std::uint8_t>(at - kinds.begin()));
    }
    policy.years_of_kind = world.years.size();
    for (const auto& here : kinds)
        for (int y = 0; y < static_cast<int>(world.years.size()); ++y)
            policy.years.push_back(YearBuilder(policy, scenario, world, world.base_year + y, here).build());
}

} // namespace hearth
