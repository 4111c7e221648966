// Collects every fault of a file, so that the user is told all of them at once.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hearth {

//! Where something stands: file and line (0 = the file as a whole).
struct Place {
    std::string file;
    int line = 0;
    std::string text() const;
};

class Faults {
public:
    //! One fault: "place: what (rule)". The same fault is kept once.
    void add(const Place& place, std::string_view what);
    //! A fault already told with its place.
    void add(std::string text);
    bool empty() const { return texts_.empty(); }
    const std::vector<std::string>& texts() const { return texts_; }
    //! Throws InputError with all faults, one a line, if there is any.
    void refuse_if_any() const;

private:
    std::vector<std::string> texts_;
};

//! The known name nearest to `name` by edit distance; empty where none is near.
std::string nearest(std::string_view name, std::span<const std::string> known);
//! "; the nearest is ..." or nothing.
std::string nearest_words(std::string_view name, std::span<const std::string> known);
//! "; the nearest is ..." or nothing.
std::string nearest_words(std::string_view name, std::span<const std::string> known);

} // namespace hearth
