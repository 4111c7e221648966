// A second evaluator of medical bills, written only from docs/settlement.md to check the engine.
// It shares no code with the engine: it looks every key up by name on the day of each claim, sums
// the accounts anew from all earlier claims, and computes in exact fractions.
#pragma once

#include <map>
#include <string>
#include <vector>

#ifndef TOML_ASSERT
#define TOML_ASSERT(x) static_cast<void>(0)
#endif
#include <toml++/toml.h>

namespace hearth::plain {

//! One line of a claims file. A key that is not there is a column the file does not have.
struct Row {
    std::map<std::string, std::string> field;
};

//! What became of one claim, in fen; every layer of the stack is in the map.
struct Outcome {
    std::map<std::string, long long> paid_fen;
    long long oop_fen = 0;
};

//! Settles the rows in the page's order; the outcomes stand in the order of the rows given.
std::vector<Outcome> evaluate(const toml::table& scenario, const std::vector<Row>& rows);

} // namespace hearth::plain
