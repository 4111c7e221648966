#include "fit/journal.hpp"

#include <cstring>
#include <string_view>

#include "fit/runner.hpp"
#include "words/say.hpp"

namespace hearth::fit {

namespace {

const store::JournalWords words{"hearth fit journal 2", word("another calibration"),
                                word("another calibration (input, scenario, settings or program differ); --restart discards them and begins anew")};

template <class T>
void put(std::string& out, T value)
{
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.append(bytes, sizeof value);
}

struct Reader {
    std::string_view left;
    bool whole = true;
    template <class T>
    T take()
    {
        T value{};
        if (left.size() < sizeof value) {
            whole = false;
            return value;
        }
        std::memcpy(&value, left.data(), sizeof value);
        left.remove_prefix(sizeof value);
        return value;
    }
    std::string_view bytes(std::size_t n)
    {
        if (left.size() < n) {
            whole = false;
            return {};
        }
        const std::string_view out = left.substr(0, n);
        left.remove_prefix(n);
        return out;
    }
};

std::string packed(const RunRecord& r)
{
    std::string out;
    put(out, r.id);
    put(out, static_cast<std::int32_t>(r.request.stage));
    put(out, static_cast<std::int32_t>(r.request.wave));
    put(out, static_cast<std::int32_t>(r.request.member));
    put(out, r.request.seed);
    put(out, r.request.systemic);
    put(out, static_cast<std::uint32_t>(r.request.point.size()));
    for (Eigen::Index i = 0; i < r.request.point.size(); ++i) put(out, r.request.point(i));
    put(out, static_cast<std::uint32_t>(r.outputs.size()));
    for (const double v : r.outputs) put(out, v);
    put(out, static_cast<std::uint32_t>(r.failure.size()));
    return out + r.failure;
}

RunRecord unpacked(std::string_view bytes)
{
    Reader in{bytes};
    RunRecord r;
    r.id = in.take<std::uint64_t>();
    r.request.stage = static_cast<Stage>(in.take<std::int32_t>());
    r.request.wave = in.take<std::int32_t>();
    r.request.member = in.take<std::int32_t>();
    r.request.seed = in.take<std::uint64_t>();
    r.request.systemic = in.take<std::uint64_t>();
    r.request.point.resize(in.take<std::uint32_t>());
    for (Eigen::Index i = 0; i < r.request.point.size(); ++i) r.request.point(i) = in.take<double>();
    r.outputs.resize(in.take<std::uint32_t>());
    for (double& v : r.outputs) v = in.take<double>();
    r.failure = in.bytes(in.take<std::uint32_t>());
    return r;
}

} // namespace

Journal::Journal(const std::string& folder, const std::string& identity, bool fresh) : file_(folder + "/runs.journal", identity, fresh, words)
{
    for (const std::uint64_t id : file_.ids()) known_[id] = unpacked(file_.read(id));
}

Journal::~Journal() = default; // RunRecord is whole here

const RunRecord* Journal::find(std::uint64_t id) const
{
    const auto at = known_.find(id);
    return at == known_.end() ? nullptr : &at->second;
}

void Journal::add(const RunRecord& record) { file_.add(record.id, packed(record)); }

} // namespace hearth::fit
