#include "fit/runner.hpp"

#include <omp.h>

#include <chrono>
#include <cmath>
#include <new>

#include "sim/base/error.hpp"
#include "sim/base/first_error.hpp"
#include "sim/base/random.hpp"
#include "words/say.hpp"

namespace hearth::fit {

namespace {

double now()
{
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

bool same(const Request& a, const Request& b)
{
    return a.stage == b.stage && a.wave == b.wave && a.member == b.member && a.seed == b.seed
        && a.systemic == b.systemic && a.point.size() == b.point.size() && (a.point.array() == b.point.array()).all();
}

} // namespace

std::uint64_t seed_of(std::uint64_t seed, Stage stage, int wave, int number, int part)
{
    const Luck luck(seed, Stream::parameter, static_cast<std::uint32_t>(stage));
    const Words w = luck.words(static_cast<std::uint64_t>(number), wave, Purpose::key, static_cast<std::uint32_t>(part));
    return (static_cast<std::uint64_t>(w[0]) << 31) ^ w[1]; // below 2^63
}

Runner::Runner(Simulator simulator, Journal* journal, Limits limits, RunProgress progress)
    : simulator_(std::move(simulator)), journal_(journal), limits_(limits), progress_(std::move(progress)), began_(now())
{
}

double Runner::seconds() const { return now() - began_; }

void Runner::refuse_beyond_budget(std::size_t asked) const
{
    if (limits_.runs > 0 && all_.size() + asked > limits_.runs)
        throw OutOfBudget(remark(word("the next {} runs would pass --budget-runs {}"), asked, limits_.runs));
    if (limits_.seconds > 0.0 && seconds() > limits_.seconds) throw OutOfBudget(remark(word("--budget-seconds are used up")));
}

RunRecord Runner::simulate(const Request& request, std::uint64_t id) const
{
    RunRecord record{request, id, {}, ""};
    try {
        const InEnglish kept; // a failure's text stays in files
        record.outputs = simulator_(request.point, request.seed, request.systemic);
    } catch (const std::bad_alloc&) { // the machine's fault is no answer of the model
        throw;
    } catch (const IoError&) {
        throw;
    } catch (const std::exception& error) {
        record.failure = error.what();
        if (record.failure.empty()) record.failure = "unknown";
    }
    return record;
}

std::vector<RunRecord> Runner::make(const std::vector<Request>& requests)
{
    refuse_beyond_budget(requests.size());
    const std::uint64_t first = all_.size();
    std::vector<RunRecord> out(requests.size());
    std::vector<char> known(requests.size(), 0);
    for (std::size_t i = 0; i < requests.size() && journal_; ++i)
        if (const RunRecord* record = journal_->find(first + i)) {
            if (!same(record->request, requests[i]))
                throw std::logic_error(say("the journal's run {} is not the one this fit asks for", first + i));
            out[i] = *record;
            known[i] = 1;
        }
    std::atomic<std::size_t> done{0};
    for (const char k : known) done += k != 0;
    FirstError error;
    const int threads = limits_.threads > 0 ? limits_.threads : omp_get_max_threads();
#pragma omp parallel for schedule(dynamic) num_threads(threads) default(none) shared(requests, out, known, done, error, first)
    for (std::size_t i = 0; i < requests.size(); ++i) {
        if (known[i] || (limits_.stop && limits_.stop->load())) continue;
        error.guard([&] {
            out[i] = simulate(requests[i], first + i);
            if (journal_) journal_->add(out[i]);
            known[i] = 2;
        });
        const std::size_t n = ++done;
        if (progress_ && omp_get_thread_num() == 0) progress_(n, requests.size());
    }
    error.rethrow();
    std::size_t missing = 0;
    for (const char k : known) {
        simulated_ += k == 2;
        missing += k == 0;
    }
    if (missing > 0) throw Stopped(say("stopped with {} runs of a batch to go", missing));
    all_.insert(all_.end(), out.begin(), out.end());
    return out;
}

} // namespace hearth::fit
