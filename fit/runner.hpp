// Runs of the simulator for a fit: each has an address and keys of its own, is journalled when done, and
// is never made twice. A fit is a deterministic programme that asks for runs; what the journal knows is
// answered from it, so a killed fit continues to the same bytes.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <Eigen/Dense>

#include "fit/journal.hpp"
#include "words/remark.hpp"

namespace hearth::fit {

using Eigen::MatrixXd;
using Eigen::VectorXd;

//! Why a run is asked for.
enum class Stage : std::int32_t { region = 0, replicate = 1, training = 2, verification = 3 };

struct Request {
    Stage stage;
    int wave = 0;
    int member = 0;
    VectorXd point;             //!< standard normal parameters, dummies left out
    std::uint64_t seed = 0;     //!< of population and households
    std::uint64_t systemic = 0; //!< of year and area shocks
};

struct RunRecord {
    Request request;
    std::uint64_t id = 0;
    std::vector<double> outputs; //!< natural units, by target; empty where the run failed
    std::string failure;         //!< reason; empty = none
    bool failed() const { return !failure.empty(); }
};

//! Outputs at a point under two seeds, by target. May throw: then the run has failed for that reason.
//! Called from several threads at once.
using Simulator = std::function<std::vector<double>(const VectorXd& point, std::uint64_t seed, std::uint64_t systemic)>;

//! The user asked to stop; what is done is in the journal.
struct Stopped : std::runtime_error {
    using std::runtime_error::runtime_error;
};
//! The runs or seconds granted are used up.
struct OutOfBudget : std::runtime_error {
    explicit OutOfBudget(const Remark& why) : std::runtime_error(why.shown), remark(why) {}
    Remark remark;
};

struct Limits {
    std::uint64_t runs = 0;                //!< 0 = any number
    double seconds = 0.0;                  //!< 0 = any time; looked at before each wave
    int threads = 0;                       //!< 0 = all
    const std::atomic<bool>* stop = nullptr;
};

//! Told of runs made, of the current batch.
using RunProgress = std::function<void(std::size_t done, std::size_t of)>;

class Runner {
public:
    Runner(Simulator simulator, Journal* journal, Limits limits, RunProgress progress = {});

    //! Makes the runs asked for, in any order on any thread; the answer is in the order asked. Records of
    //! failed runs are among them. Throws Stopped or OutOfBudget before or after whole runs.
    std::vector<RunRecord> make(const std::vector<Request>& requests);

    //! Every run so far, by id.
    const std::vector<RunRecord>& all() const { return all_; }
    //! Seconds since the start of this process's part.
    double seconds() const;
    std::uint64_t simulated() const { return simulated_; } //!< not answered from the journal

private:
    void refuse_beyond_budget(std::size_t asked) const;
    RunRecord simulate(const Request& request, std::uint64_t id) const;
    Simulator simulator_;
    Journal* journal_;
    Limits limits_;
    RunProgress progress_;
    std::vector<RunRecord> all_;
    std::uint64_t simulated_ = 0;
    double began_;
};

//! A seed for run `number` of a kind, from the fit's own seed.
std::uint64_t seed_of(std::uint64_t seed, Stage stage, int wave, int number, int part = 0);

} // namespace hearth::fit
