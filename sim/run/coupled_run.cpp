// What couples villages. Funds that run dry: each year is lived with what the funds hold, and lived
// again until it is known how far every fund reaches. What happened before a fund's end does not depend
// on it, so the earliest end found is final: one more pass for each fund that ends, at most. Beds that
// respond: each year is lived again until they are full where patients are turned away (beds.hpp);
// then they are held while the funds' ends are found.
#include <omp.h>

#include <algorithm>
#include <optional>

#include "sim/run/fund_accounts.hpp"
#include "sim/run/job.hpp"

namespace hearth {

namespace {

// The funds of one arm through the years of a draw.
struct ArmFunds {
    std::optional<FundAccounts> accounts; //!< up to the end of last year
    FundLimits limits;
    std::array<bool, law::most_funds> known{};    //!< this year's limit is final
    std::vector<FundPayment> payments;            //!< of the last pass, in order of settlement
};

class CoupledRun {
public:
    CoupledRun(const Job& job, std::uint32_t villages)
        : job_(job), villages_(villages), total_(empty_result(job.settings, job.plans.size())),
          start_(villages), before_(villages), lives_(villages)
    {
    }

    RunResult run(const Progress& progress)
    {
        found();
        const RunSettings& s = job_.settings;
        for (int draw = 0; draw < s.draws; ++draw) {
            before_ = start_;
            arms_.assign(static_cast<std::size_t>(total_.scenarios), {});
            for (std::size_t a = 0; a < arms_.size(); ++a) arms_[a].accounts.emplace(plan_of(a).policy, scale_);
            served_.assign(static_cast<std::size_t>(total_.scenarios), {});
            for (int y = 0; y < s.years; ++y) {
                live_until_known(draw, y);
                if (progress)
                    progress(static_cast<std::size_t>(draw * s.years + y + 1),
                             static_cast<std::size_t>(s.draws) * static_cast<std::size_t>(s.years));
            }
        }
        return std::move(total_);
    }

private:
    void found()
    {
#pragma omp parallel
        {
            RunResult own = empty_result(job_.settings, job_.plans.size());
#pragma omp for schedule(dynamic)
            for (std::uint32_t v = 0; v < villages_; ++v) start_[v] = job_.founded(v, own);
#pragma omp critical
            total_.add(own);
        }
        scale_ = scale_of(job_.world, total_.founders, job_.settings.sampled);
    }

    // Arms come as given, then reforms with care frozen: of the second scenario on.
    const Plan& plan_of(std::size_t arm) const
    {
        return *job_.plans[arm < job_.plans.size() ? arm : arm - job_.plans.size() + 1];
    }

    // One pass of a year through every village; the tallies of that year and what funds were asked for.
    RunResult pass(int draw, int y)
    {
        RunSettings one = job_.settings; // a year's tallies alone
        one.draws = one.years = 1;
        RunResult year = empty_result(one, job_.plans.size());
        for (ArmFunds& arm : arms_) arm.payments.clear();
#pragma omp parallel
        {
            RunResult own = empty_result(one, job_.plans.size());
            std::vector<std::vector<FundPayment>> logs(arms_.size());
            std::vector<FundScene> scenes;
            for (std::size_t a = 0; a < arms_.size(); ++a) scenes.push_back({&arms_[a].limits, &logs[a]});
#pragma omp for schedule(dynamic)
            for (std::uint32_t v = 0; v < villages_; ++v) {
                lives_[v] = before_[v];
                job_.live_year(*lives_[v], draw, y, own, 0, 0, scenes, served_);
            }
#pragma omp critical
            {
                year.add(own);
                for (std::size_t a = 0; a < arms_.size(); ++a)
                    arms_[a].payments.insert(arms_[a].payments.end(), logs[a].begin(), logs[a].end());
            }
        }
        for (ArmFunds& arm : arms_)
            std::sort(arm.payments.begin(), arm.payments.end(),
                      [](const FundPayment& a, const FundPayment& b) { return a.order() < b.order(); });
        return year;
    }

    // What a fund has for the year's claims, in money of the sample.
    Money held(std::size_t a, std::size_t f, int y, const Tally& tally) const
    {
        const Money money = arms_[a].accounts->to_spend(f, y, tally);
        return scale_ == 1.0 ? money : Money{static_cast<std::int64_t>(static_cast<double>(not_negative(money).fen) / scale_)};
    }

    // Settles the earliest end not yet known; true if there was one.
    bool learn(std::size_t a, int y, const Tally& tally)
    {
        ArmFunds& arm = arms_[a];
        const auto& exhaustion = plan_of(a).policy.stack.exhaustion;
        FundLimit earliest;
        std::size_t which = exhaustion.size();
        for (std::size_t f = 0; f < exhaustion.size(); ++f) {
            if (exhaustion[f] == law::Exhaustion::pay || arm.known[f]) continue;
            const Money money = held(a, f, y, tally);
            const FundLimit limit = exhaustion[f] == law::Exhaustion::stop
                ? stop_limit(arm.payments, static_cast<int>(f), money)
                : prorate_limit(arm.payments, static_cast<int>(f), money);
            if (limit.end() >= earliest.end()) continue;
            earliest = limit;
            which = f;
        }
        if (which == exhaustion.size()) return false;
        arm.limits[which] = earliest;
        arm.known[which] = true;
        return true;
    }

    // Lives the year until beds are full where patients are turned away.
    RunResult live_until_served(int draw, int y)
    {
        constexpr int most_passes = 40;
        const int year = job_.world.base_year + y;
        for (std::size_t a = 0; a < job_.plans.size(); ++a) {
            served_[a].clear();
            if (plan_of(a).policy.in(year, 0).beds_respond) served_[a].assign(job_.world.counties.size(), {1, 1, 1, 1, 1});
        }
        RunResult lived = pass(draw, y);
        for (int again = 1;; ++again) {
            bool moved = false;
            const std::vector<Served> lived_under = served_;
            for (std::size_t a = 0; a < job_.plans.size(); ++a)
                if (!served_[a].empty())
                    moved = settle_beds(served_[a], lived.at(0, static_cast<int>(a), 0), job_.world,
                                        plan_of(a).policy, year, again) || moved;
            if (!moved) break;
            if (again == most_passes) {
                ++total_.unsettled;
                served_ = lived_under;
                break;
            }
            lived = pass(draw, y);
        }
        return lived;
    }

    void live_until_known(int draw, int y)
    {
        for (ArmFunds& arm : arms_) {
            arm.limits = {};
            arm.known = {};
        }
        RunResult year = live_until_served(draw, y);
        for (bool learnt = true, first = true; learnt; first = false) {
            if (!first) year = pass(draw, y);
            learnt = false;
            for (std::size_t a = 0; a < arms_.size(); ++a)
                learnt = learn(a, y, year.at(0, static_cast<int>(a), 0)) || learnt;
        }
        for (std::size_t a = 0; a < arms_.size(); ++a) arms_[a].accounts->close(y, year.at(0, static_cast<int>(a), 0));
        for (int a = 0; a < total_.scenarios; ++a) total_.at(draw, a, y).add(year.at(0, a, 0));
        before_.swap(lives_);
    }

    const Job& job_;
    std::uint32_t villages_;
    RunResult total_;
    double scale_ = 1.0;
    std::vector<std::optional<VillageLife>> start_, before_, lives_;
    std::vector<ArmFunds> arms_;
    std::vector<Served> served_; //!< by arm, this year's
};

} // namespace

RunResult run_coupled(const Job& job, std::uint32_t villages, const Progress& progress)
{
    return CoupledRun(job, villages).run(progress);
}

} // namespace hearth
