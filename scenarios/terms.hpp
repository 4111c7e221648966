// One benefit section on one day -> law::Terms. Internal to scenarios/.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scenarios/values.hpp"
#include "sim/law/terms.hpp"

namespace hearth {

//! A layer's section and its `[benefit.X.for.C]` sections, highest precedence first.
struct LayerSource {
    struct Tilt {
        std::size_t category;
        const Node* section;
    };
    std::string name;
    const Node* section;
    std::vector<Tilt> tilts;

    std::vector<const Node*> sections() const;
};

void add_tilts(LayerSource& layer, const Node& tilts, const std::vector<std::string>& categories,
               const std::vector<std::string>& precedence, Faults& faults);
//! Keys that hold for the whole stack: neither dated nor replaced in a `for` section.
const std::vector<std::string>& layer_keys();
std::vector<law::Terms> layer_variants(const LayerSource& layer, Date day, const law::Stack& stack,
                                       law::Segment& segment, Faults& faults);
//! Shares by level of government; a fault if they do not sum to 1.
std::vector<Ratio> read_shares(const Node& node, const std::string& key,
                               const std::vector<std::string>& levels, Faults& faults);
//! Bits of the named categories.
std::uint32_t read_categories(const Node& node, const std::string& key,
                              const std::vector<std::string>& categories, Faults& faults);
//! Place of a name, or names.size().
std::size_t rank_in(const std::vector<std::string>& names, const std::string& name);

//! Fills the stack's levels, funds, schemes and diseases: they are known by being named.
void gather_names(const Node& document, const std::vector<LayerSource>& layers, law::Stack& stack);
//! `[category.NAME.trigger]`.
void read_triggers(const Node& document, law::Stack& stack, Faults& faults);

//! A section's values in effect on one day.
using Keys = std::map<std::string, Node>;

//! Reads the terms of one variant. One small function a key or family of keys.
class TermsReader {
public:
    TermsReader(const law::Stack& stack, law::Segment& segment, Faults& faults, std::string path,
                const Keys& keys)
        : stack_(stack), segment_(segment), read_{faults}, path_(std::move(path)), keys_(keys)
    {
    }
    law::Terms all();

private:
    const Node* find(const std::string& key) const;
    std::uint32_t name_bits(const std::string& key, const std::vector<std::string>& names);
    std::int16_t disease_list(const Node& node, const std::string& key);
    // One amount, or one per tier (every tier named): calls one(tier, node, key); true if per tier.
    template <class Read>
    bool by_tier(const Node& node, const std::string& key, Read&& one);
    void scope();
    void payer();
    void deductible();
    void multipliers(const Node& node);
    void schedule();
    void one_band(const Node& ratio, const std::string& key, law::Band& band);
    void read_bands(const Node& node);
    void ceilings();
    void guarantee();
    void shares();
    // further terms
    void cover();
    void when();
    void per_visit();
    void per_day();
    void account();
    void away();
    void first_self_pay();

    const law::Stack& stack_;
    law::Segment& segment_;
    Reader read_;
    std::string path_; //!< "benefit.X." or "benefit.X.for.C."
    const Keys& keys_;
    law::Terms terms_{};
};

} // namespace hearth
