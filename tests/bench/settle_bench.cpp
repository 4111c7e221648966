// Speed of settlement: the engine alone, the plain evaluator, and a CSV file in and out, in one run.
// settle_bench STACK.toml FOLDER [PERSONS [engine]]: prints claims a second and ratios; checks that both agree.
#include <omp.h>
#include <unistd.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <optional>

#include <fmt/format.h>

#include "replay/replay.hpp"
#include "sim/base/math.hpp"
#include "sim/base/random.hpp"
#include "tests/laws/plain_evaluator.hpp"

using namespace hearth;

namespace {

constexpr int claims_a_person = 8;
using Clock = std::chrono::steady_clock;

double seconds(const std::function<void()>& work)
{
    const auto start = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - start).count();
}

// A year of one person: eight claims in order of date, a third of them poor, lognormal bills.
std::array<law::Claim, claims_a_person> year_of(std::uint64_t person)
{
    const Luck luck(1, Stream::household, 0);
    const auto& who = luck.words(person, 2017, Purpose::take_up, 1000);
    const std::uint32_t labels = who[0] % 10 < 2 ? 1u : who[0] % 10 == 2 ? 2u : 0u;
    std::array<law::Claim, claims_a_person> year;
    for (std::uint32_t i = 0; i < claims_a_person; ++i) {
        const auto w = luck.words(person, 2017, Purpose::take_up, i);
        law::Claim& c = year[i];
        c.date = {to_date({2017, 1, 1}).days + static_cast<int>(i) * 45 + static_cast<int>(w[0] % 45)};
        c.categories = labels;
        c.setting = w[1] % 4 == 0 ? law::Setting::inpatient : law::Setting::outpatient;
        c.tier = static_cast<std::uint8_t>(w[2] % 5);
        const double mean = c.setting == law::Setting::inpatient ? 5000.0 : 120.0;
        c.charge = from_yuan(mean * exponential(1.2 * normal(w[3])));
        c.compliant = {c.charge.fen * 85 / 100};
    }
    return year;
}

void write_claims(const std::string& path, const std::vector<law::Claim>& claims, const law::Stack& stack)
{
    std::ofstream out(path);
    out << "person,categories,date,setting,tier,disease,charge,compliant,referred_from\n";
    for (std::size_t i = 0; i < claims.size(); ++i) {
        const law::Claim& c = claims[i];
        const CivilDate d = to_civil(c.date);
        out << fmt::format("6422{:014},{},{:04}-{:02}-{:02},{},{},,{}.{:02},{}.{:02},\n", i / claims_a_person,
                           c.categories == 1 ? "poor" : c.categories == 2 ? "dibao" : "", d.year, d.month, d.day,
                           c.setting == law::Setting::inpatient ? "inpatient" : "outpatient", stack.tiers[c.tier],
                           c.charge.fen / 100, c.charge.fen % 100, c.compliant.fen / 100, c.compliant.fen % 100);
    }
}

plain::Row row_of(const law::Claim& c, std::size_t person, const law::Stack& stack)
{
    const CivilDate d = to_civil(c.date);
    return {{{"person", std::to_string(person)}, {"categories", c.categories == 1 ? "poor" : c.categories == 2 ? "dibao" : ""},
             {"date", fmt::format("{:04}-{:02}-{:02}", d.year, d.month, d.day)},
             {"setting", c.setting == law::Setting::inpatient ? "inpatient" : "outpatient"}, {"tier", stack.tiers[c.tier]},
             {"disease", ""}, {"charge", fmt::format("{}.{:02}", c.charge.fen / 100, c.charge.fen % 100)},
             {"compliant", fmt::format("{}.{:02}", c.compliant.fen / 100, c.compliant.fen % 100)}, {"referred_from", ""}}};
}

// Settles every person's claims on all threads; the sum of what is out of pocket.
std::int64_t settle_all(const law::Stack& stack, const std::vector<law::Claim>& claims)
{
    std::int64_t own = 0;
    const auto persons = static_cast<std::int64_t>(claims.size() / claims_a_person);
#pragma omp parallel default(none) shared(stack, claims, persons) reduction(+ : own)
    {
        law::RouteMemo routes(stack);
#pragma omp for schedule(static)
        for (std::int64_t p = 0; p < persons; ++p) {
            law::PersonHead head;
            std::array<std::int64_t, 32> words{};
            const law::Ledger ledger{&head, nullptr, {words.data(), nullptr}};
            for (std::size_t i = 0; i < claims_a_person; ++i)
                own += law::settle(stack, routes, claims[static_cast<std::size_t>(p) * claims_a_person + i], ledger).out_of_pocket.fen;
        }
    }
    return own;
}

} // namespace

int main(int count, char** words)
{
    const std::string file = words[1], folder = words[2];
    const std::size_t persons = count > 3 ? std::stoul(words[3]) : 500'000;
    const Scenario scenario = read_scenario(file);
    std::vector<law::Claim> claims;
    for (std::size_t p = 0; p < persons; ++p)
        for (const law::Claim& c : year_of(p)) claims.push_back(c);
    const auto million = static_cast<double>(claims.size()) * 1e-6;

    double best = 1e9;
    for (int i = 0; i < 5; ++i) best = std::min(best, seconds([&] { settle_all(scenario.stack, claims); }));

    if (count > 4) { // to look at the engine alone
        std::cout << fmt::format("engine alone: {:.2f} million claims a second\n", million / best);
        return 0;
    }
    const std::size_t few = std::min<std::size_t>(persons, 2'000) * claims_a_person;
    std::vector<plain::Row> rows;
    for (std::size_t i = 0; i < few; ++i) rows.push_back(row_of(claims[i], i / claims_a_person, scenario.stack));
    std::vector<plain::Outcome> outcomes;
    const toml::table plain_law = toml::parse_file(file);
    const double plainly = seconds([&] { outcomes = plain::evaluate(plain_law, rows); });
    std::int64_t own = 0;
    for (const plain::Outcome& o : outcomes) own += o.oop_fen;
    const std::vector<law::Claim> first(claims.begin(), claims.begin() + static_cast<std::ptrdiff_t>(few));
    if (own != settle_all(scenario.stack, first)) {
        std::cerr << "the engine and the plain evaluator disagree\n";
        return 1;
    }

    write_claims(folder + "/claims.csv", claims, scenario.stack);
    ::sync(); // what was written before is not to be paid for below
    ReplayOptions options;
    options.claims = folder + "/claims.csv";
    options.out = folder + "/settled.csv";
    double with_csv = 1e9;
    for (int i = 0; i < 3; ++i) with_csv = std::min(with_csv, seconds([&] { replay(std::span(&scenario, 1), options); }));

    const double plain_speed = static_cast<double>(few) * 1e-6 / plainly;
    std::cout << fmt::format("{} threads, {:.1f} million claims, five layers; million claims a second\n", omp_get_max_threads(), million)
              << fmt::format("  {:<50} {:>10.2f}\n", "engine, without CSV", million / best)
              << fmt::format("  {:<50} {:>10.2f}\n", "with CSV in and out", million / with_csv)
              << fmt::format("  {:<50} {:>10.4f}\n", "plain evaluator (exact rationals, one thread)", plain_speed)
              << fmt::format("  {:<50} {:>10.0f}\n", "engine / plain evaluator", million / best / plain_speed);
}
