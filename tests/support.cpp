#include "tests/support.hpp"

#include <unistd.h>

#include "sim/base/error.hpp"

namespace hearth::test {

Tables small_tables()
{
    Faults faults;
    Tables tables = read_table_folder(root + "/calibration/guyuan", faults);
    faults.refuse_if_any();
    for (Table& t : tables) {
        if (t.schema->name != "counties") continue;
        for (std::size_t c = 0; c < t.schema->columns.size(); ++c) {
            if (t.schema->columns[c].name == "population")
                for (double& v : t.numbers[c]) v = 2'900;
            if (t.schema->columns[c].name == "villages")
                for (double& v : t.numbers[c]) v = 2;
        }
    }
    return tables;
}

Scenario shipped_scenario(const std::string& name)
{
    return read_scenario(root + "/scenarios/" + name + ".toml");
}

VillageMaker maker(const World& world, std::uint64_t seed, double keep)
{
    const Settlements where = settle_villages(world);
    return [&world, where, seed, keep](std::uint32_t number) {
        return synthesize(world, where, number, {seed, Stream::population, 0}, keep);
    };
}

SmallRun live(World world, const std::vector<std::string>& scenarios, RunSettings settings)
{
    SmallRun run{std::move(world), {}, {}};
    for (const std::string& name : scenarios) {
        Policy policy = build_policy(run.world, shipped_scenario(name));
        ExpectedPrices prices(run.world, policy);
        run.plans.push_back({std::move(policy), std::move(prices)});
    }
    run.result = hearth::run(run.world, run.plans, maker(run.world, settings.seed),
                             settle_villages(run.world).villages(), settings, {});
    return run;
}

std::string bytes(const RunResult& result)
{
    return {reinterpret_cast<const char*>(result.tallies.data()), result.tallies.size() * sizeof(Tally)};
}

std::int64_t total(const Tally& tally, HouseholdSum what) { return tally.households()[what]; }

std::int64_t total(const Tally& tally, PersonSum what) { return tally.persons()[what]; }

static Scenario read_text(const std::string& toml)
{
    const Folder folder;
    return read_scenario(folder.file("scenario.toml", toml));
}

law::Stack stack_from(const std::string& toml)
{
    INFO(faults_of(toml));
    return read_text(toml).stack;
}

std::string faults_of(const std::string& toml)
{
    try {
        read_text(toml);
    } catch (const InputError& error) {
        return error.what();
    }
    return {};
}

law::Claim claim(double charge, double compliant, CivilDate date)
{
    law::Claim c;
    c.date = to_date(date);
    c.tier = 2;
    c.charge = from_yuan(charge);
    c.compliant = from_yuan(compliant);
    return c;
}

} // namespace hearth::test
