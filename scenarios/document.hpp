// A scenario file as a tree whose every node knows its file and line; `extends` already merged.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "scenarios/faults.hpp"

namespace hearth {

struct Node {
    struct Member;
    using List = std::vector<Node>;
    using Table = std::vector<Member>;

    Place place;
    int column = 0;
    std::variant<bool, std::int64_t, double, std::string, List, Table> value;

    const Table* table() const { return std::get_if<Table>(&value); }
    const List* list() const { return std::get_if<List>(&value); }
    //! The member of that name, or null.
    const Node* find(std::string_view key) const;
    //! The value as a user wrote it, short, for messages.
    std::string text() const;
};

struct Node::Member {
    std::string key;
    Node node;
};

//! Reads a TOML file and the files it extends. Faults of syntax, of missing files and of circular
//! `extends` are collected; the tree is then partial.
//! `[provision.NAME]` sections are laid over the rest in order, as an extending file would be.
//! \param chosen provisions of this file to lay on; null = all (those of extended files always are)
//! \param provisions if given, receives the names of this file's provisions
Node read_document(const std::string& path, Faults& faults, const std::vector<std::string>* chosen = nullptr,
                   std::vector<std::string>* provisions = nullptr);

//! A value as written in TOML, such as `{ township = 0.1 }`. The text must be right.
Node read_toml_value(const std::string& text);

//! The texts of the file and of those it extends, in order of reading (for the run's record).
//! \param files if given, receives their paths
std::string document_source(const std::string& path, std::vector<std::string>* files = nullptr);

} // namespace hearth
