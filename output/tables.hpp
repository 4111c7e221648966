// Tidy rows and paired comparisons from a results file, and how they are printed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "output/results.hpp"

namespace hearth {

struct TableQuery {
    std::vector<std::string> measures; //!< empty = all
    bool by_scenario = true;
    bool by_year = true;
    std::vector<std::string> groups; //!< names or dimensions (`county`, `layer`); empty = all that
                                     //!< have no narrower form: `all`, layers, levels, funds, tiers
    std::optional<int> price_year;   //!< money at this year's prices; empty = nominal
    bool disclosure = false;         //!< leave out small groups and what would reveal them
};

struct TidyRow {
    std::string scenario;
    std::string year; //!< a year, or "mean" over years
    std::string group;
    std::string measure;
    std::string unit;
    Summary summary;
};

//! InputError for a measure or group the file does not hold, with the nearest name.
std::vector<TidyRow> tidy_rows(const Results& results, const TableQuery& query);

enum class Format { csv, json, markdown, text, tsv };
std::string print_rows(const std::vector<TidyRow>& rows, Format format);

struct CompareQuery {
    std::string base;
    std::vector<std::string> measures; //!< empty = the standard comparison
    std::optional<int> year;           //!< empty = mean over the run's years
    std::vector<std::string> groups;   //!< empty = all (and every layer, level, fund)
    bool disclosure = false;           //!< leave out what small groups would reveal
};

struct PairedRow {
    std::string scenario, group, measure, unit, long_name;
    Summary base;
    Summary difference;
    //! Parts of the difference: with care frozen at the base's, and what people's answers add. NaN where
    //! care was not frozen at this base.
    Summary mechanical, behavioural;
    double variance_ratio; //!< (Var A + Var B) / Var(A - B); NaN with fewer than 2 draws or no spread
};

//! The books of every fund in every scenario: sources, uses, trial balance, means over draws; markdown.
std::string print_fund_accounts(const Results& results);
//! Measures that make them up, in the order of the account.
std::vector<std::string> fund_measures();

//! A provision's share in what its reform changes.
struct ShareRow {
    std::string provision, group, measure, unit, long_name;
    Summary share;
};
std::vector<ShareRow> share_rows(const Results& results, const CompareQuery& query);

std::vector<PairedRow> paired_rows(const Results& results, const CompareQuery& query);
std::string print_pairs(const Results& results, const CompareQuery& query,
                        const std::vector<PairedRow>& rows, Format format);

} // namespace hearth
