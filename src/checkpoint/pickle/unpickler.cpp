#include "checkpoint/pickle/unpickler.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "checkpoint/invalid.h"
#include "checkpoint/pickle/pickled_name.h"

namespace tango::checkpoint {
namespace {

enum class Kind : std::uint8_t {
  kOther,  ///< None, a truth value, a float: nothing that a tensor is made of.
  kInteger,
  kText,
  kSequence,  ///< A tuple or a list.
  kDictionary,
  kMark,
  kName,  ///< Of a class or function, which stays a name.
  kStorage,
  kTensor
};

/// Values refer to each other by their number: a pickle may hold cycles.
using Handle = std::uint32_t;

struct Value {
  Kind kind = Kind::kOther;
  std::int64_t integer = 0;        ///< Or a tensor's place in the list of tensors.
  std::string_view text = {};      ///< Or a name, or a storage's key.
  std::string_view type = {};      ///< Of a storage.
  std::vector<Handle> items = {};  ///< A dictionary's keys and values by turns.
};

constexpr std::size_t kMostValues = 1U << 24U;
constexpr std::size_t kMostTensorDimensions = 64;

class Unpickler {
 public:
  Unpickler(std::span<const std::byte> bytes, std::string_view where)
      : text_(reinterpret_cast<const char*>(bytes.data()), bytes.size()), where_(where) {}

  std::vector<PickledTensor> run() {
    while (step()) {
    }
    const Value& root = values_[pop()];
    if (root.kind != Kind::kDictionary) fail("holds no dictionary of tensors");
    std::vector<PickledTensor> found;
    for (std::size_t i = 0; i + 1 < root.items.size(); i += 2) {
      const Value& key = values_[root.items[i]];
      const Value& value = values_[root.items[i + 1]];
      if (key.kind != Kind::kText || value.kind != Kind::kTensor) continue;
      found.push_back(tensors_[static_cast<std::size_t>(value.integer)]);
      found.back().name = key.text;
    }
    return found;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw_invalid(where_, "the pickle " + what + " (at byte " + std::to_string(position_) + ")");
  }

  std::string_view take(std::uint64_t size) {
    if (size > text_.size() - position_) fail("is truncated");
    position_ += static_cast<std::size_t>(size);
    return text_.substr(position_ - static_cast<std::size_t>(size), static_cast<std::size_t>(size));
  }
  std::uint64_t number(int width) {
    const std::string_view bytes = take(static_cast<std::uint64_t>(width));
    std::uint64_t value = 0;
    for (int i = width; i-- > 0;) {
      value = value << 8U | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
    }
    return value;
  }
  std::string_view line() {
    const std::size_t end = text_.find('\n', position_);
    if (end == text_.npos) fail("is truncated");
    const std::string_view found = text_.substr(position_, end - position_);
    position_ = end + 1;
    return found;
  }

  Handle make(Value value) {
    if (values_.size() == kMostValues) fail("holds too many values");
    values_.push_back(std::move(value));
    return static_cast<Handle>(values_.size() - 1);
  }
  void push(Value value) { stack_.push_back(make(std::move(value))); }
  void push_integer(std::int64_t value) { push({.kind = Kind::kInteger, .integer = value}); }
  void push_text(std::string_view text) { push({.kind = Kind::kText, .text = text}); }
  Handle pop() {
    if (stack_.empty()) fail("takes a value that is not there");
    const Handle top = stack_.back();
    stack_.pop_back();
    return top;
  }
  /// The values above the last mark, which goes, too.
  std::vector<Handle> pop_to_mark() {
    std::vector<Handle> found;
    while (true) {
      const Handle top = pop();
      if (values_[top].kind == Kind::kMark) break;
      found.push_back(top);
    }
    std::ranges::reverse(found);
    return found;
  }
  void push_tuple(std::size_t size) {
    std::vector<Handle> items(size);
    for (std::size_t i = size; i-- > 0;) items[i] = pop();
    push({.kind = Kind::kSequence, .items = std::move(items)});
  }
  void append(std::vector<Handle> items, Kind kind) {
    if (stack_.empty() || values_[stack_.back()].kind != kind ||
        (kind == Kind::kDictionary && items.size() % 2 != 0)) {
      fail("adds to what holds no such values");
    }
    std::vector<Handle>& all = values_[stack_.back()].items;
    if (all.size() + items.size() > kMostValues) fail("holds too many values");
    all.insert(all.end(), items.begin(), items.end());
  }
  void remember(std::uint64_t place) {
    if (stack_.empty()) fail("keeps a value that is not there");
    memo_[place] = stack_.back();
  }
  void recall(std::uint64_t place) {
    const auto found = memo_.find(place);
    if (found == memo_.end()) fail("takes a value that was not kept");
    stack_.push_back(found->second);
  }

  void push_name(std::string_view module, std::string_view name) {
    const std::string whole = std::string(module) + "." + std::string(name);
    const std::optional<PickledName> known = find_pickled_name(whole);
    if (!known) {
      throw_unsupported(where_, "the pickle names " + in_quotes(whole) +
                                    ", which is no tensor; it is refused, because a pickle can run "
                                    "code. Save the weights as safetensors");
    }
    push({.kind = Kind::kName, .text = known->name, .type = known->element_type});
  }

  [[nodiscard]] const Value& item(const Value& value, std::size_t place, Kind kind) const {
    if (value.kind != Kind::kSequence || place >= value.items.size() ||
        values_[value.items[place]].kind != kind) {
      fail("makes a tensor of something else");
    }
    return values_[value.items[place]];
  }
  [[nodiscard]] std::vector<std::int64_t> integers(const Value& list) const {
    std::vector<std::int64_t> found;
    if (list.items.size() > kMostTensorDimensions) fail("makes a tensor of too many dimensions");
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      found.push_back(item(list, i, Kind::kInteger).integer);
    }
    return found;
  }

  /// ("storage", class, key, device, elements)
  void push_storage() {
    const Value& tuple = values_[pop()];
    const Value& type = item(tuple, 1, Kind::kName);
    if (item(tuple, 0, Kind::kText).text != "storage" || type.type.empty()) {
      fail("refers to something that is no storage");
    }
    push({.kind = Kind::kStorage,
          .integer = item(tuple, 4, Kind::kInteger).integer,
          .text = item(tuple, 2, Kind::kText).text,
          .type = type.type});
  }

  void call() {
    const Handle arguments_handle = pop();
    const Handle function = pop();
    const Value& arguments = values_[arguments_handle];
    const std::string_view name =
        values_[function].kind == Kind::kName ? values_[function].text : std::string_view();
    if (name == "collections.OrderedDict") {
      push({.kind = Kind::kDictionary});
    } else if (name == "torch._utils._rebuild_parameter" || name == "torch.Size") {
      if (arguments.kind != Kind::kSequence || arguments.items.empty()) fail("makes no tensor");
      stack_.push_back(arguments.items.front());
    } else if (name == "torch._utils._rebuild_tensor_v2") {
      const Value& storage = item(arguments, 0, Kind::kStorage);
      PickledTensor tensor{.name = {},
                           .storage = std::string(storage.text),
                           .type = std::string(storage.type),
                           .storage_elements = storage.integer,
                           .offset = item(arguments, 1, Kind::kInteger).integer,
                           .shape = integers(item(arguments, 2, Kind::kSequence)),
                           .strides = integers(item(arguments, 3, Kind::kSequence))};
      tensors_.push_back(std::move(tensor));
      push({.kind = Kind::kTensor, .integer = std::ssize(tensors_) - 1});
    } else {
      fail("calls something that makes no tensor");
    }
  }

  /// A little-endian two's complement number of `size` bytes.
  void push_long(std::uint64_t size) {
    if (size > 8) fail("holds a number of more than 64 bits");
    const std::uint64_t bits = number(static_cast<int>(size));
    const bool negative = size > 0 && (bits >> (8 * size - 1) & 1U) != 0;
    const std::uint64_t sign = negative && size < 8 ? ~std::uint64_t{0} << (8 * size) : 0;
    push_integer(static_cast<std::int64_t>(bits | sign));
  }

  bool step();

  std::string_view text_;
  std::string_view where_;
  std::size_t position_ = 0;
  std::vector<Value> values_;
  std::vector<Handle> stack_;
  std::map<std::uint64_t, Handle> memo_;
  std::vector<PickledTensor> tensors_;
};

/// One opcode (Python's pickletools.py lists them); false at the end.
bool Unpickler::step() {
  const auto opcode = static_cast<unsigned char>(take(1).front());
  switch (opcode) {
    case 0x80:
      (void)number(1);
      break;  // PROTO
    case 0x95:
      (void)number(8);
      break;  // FRAME
    case '.':
      return false;  // STOP
    case '(':
      push({.kind = Kind::kMark});
      break;  // MARK
    case 'N':
    case 0x88:
    case 0x89:
      push({});
      break;  // NONE, NEWTRUE, NEWFALSE
    case 'G':
      (void)number(8);
      push({});
      break;  // BINFLOAT
    case 'J':
      push_long(4);
      break;  // BININT
    case 'K':
      push_integer(static_cast<std::int64_t>(number(1)));
      break;  // BININT1
    case 'M':
      push_integer(static_cast<std::int64_t>(number(2)));
      break;  // BININT2
    case 0x8A:
      push_long(number(1));
      break;  // LONG1
    case 'X':
      push_text(take(number(4)));
      break;  // BINUNICODE
    case 0x8C:
      push_text(take(number(1)));
      break;  // SHORT_BINUNICODE
    case ')':
    case ']':
      push({.kind = Kind::kSequence});
      break;  // EMPTY_TUPLE, EMPTY_LIST
    case '}':
      push({.kind = Kind::kDictionary});
      break;  // EMPTY_DICT
    case 't':
      push({.kind = Kind::kSequence, .items = pop_to_mark()});
      break;  // TUPLE
    case 0x85:
    case 0x86:
    case 0x87:
      push_tuple(opcode - 0x84U);
      break;  // TUPLE1 to 3
    case 'a':
      append({pop()}, Kind::kSequence);
      break;  // APPEND
    case 'e':
      append(pop_to_mark(), Kind::kSequence);
      break;  // APPENDS
    case 'u':
      append(pop_to_mark(), Kind::kDictionary);
      break;     // SETITEMS
    case 's': {  // SETITEM
      const Handle value = pop();
      const Handle key = pop();
      append({key, value}, Kind::kDictionary);
      break;
    }
    case 'q':
      remember(number(1));
      break;  // BINPUT
    case 'r':
      remember(number(4));
      break;  // LONG_BINPUT
    case 0x94:
      remember(memo_.size());
      break;  // MEMOIZE
    case 'h':
      recall(number(1));
      break;  // BINGET
    case 'j':
      recall(number(4));
      break;  // LONG_BINGET
    case '0':
      (void)pop();
      break;     // POP
    case 'c': {  // GLOBAL
      const std::string_view module = line();
      push_name(module, line());
      break;
    }
    case 0x93: {  // STACK_GLOBAL
      const std::string_view name = values_[pop()].text;
      push_name(values_[pop()].text, name);
      break;
    }
    case 'Q':
      push_storage();
      break;  // BINPERSID
    case 'R':
      call();
      break;  // REDUCE
    case 'b':
      (void)pop();
      break;  // BUILD: attributes, of which none counts
    default:
      fail("has the opcode " + std::to_string(opcode) + ", which no file of tensors needs");
  }
  return true;
}

}  // namespace

std::vector<PickledTensor> unpickle_tensors(std::span<const std::byte> pickle,
                                            std::string_view where) {
  return Unpickler(pickle, where).run();
}

}  // namespace tango::checkpoint
