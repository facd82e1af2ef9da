#include "texts.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <nanobind/stl/string.h>

#include <tango/error.h>

#include "errors.h"

namespace tango::python {
namespace {

constexpr const char* kWhatIsRight =
    "give a str, a dict with \"text\" and, for a pair, \"text_pair\" (\"question\" and "
    "\"context\" for a reader), or a tuple of two str";

[[noreturn]] void throw_wrong(std::size_t index, const std::string& what) {
  raise_error(Error(ErrorCode::kInvalidInput, what + "; " + kWhatIsRight), index);
}

std::string name_of_type(nb::handle item) {
  return nb::cast<std::string>(nb::str(item.type().attr("__name__")));
}

std::string string_of(nb::handle item, std::size_t index) {
  if (!PyUnicode_Check(item.ptr())) throw_wrong(index, "this is or holds a " + name_of_type(item));
  Py_ssize_t size = 0;
  const char* const utf8 = PyUnicode_AsUTF8AndSize(item.ptr(), &size);
  if (utf8 == nullptr) {
    PyErr_Clear();
    raise_error(Error(ErrorCode::kInvalidInput,
                      "this holds half of a surrogate pair, which no UTF-8 can say; decode it with "
                      "errors=\"replace\""),
                index);
  }
  return {utf8, static_cast<std::size_t>(size)};
}

Text text_of_dict(nb::handle item, std::size_t index) {
  Text text;
  bool has_text = false;
  for (const auto [key, value] : nb::borrow<nb::dict>(item)) {
    const std::string name = string_of(key, index);
    if (name == "text" || name == "question") {
      text.text = string_of(value, index);
      has_text = true;
    } else if (name == "text_pair" || name == "context") {
      if (!value.is_none()) text.pair = string_of(value, index);
    } else {
      throw_wrong(index, "this has the key \"" + name + "\"");
    }
  }
  if (!has_text) throw_wrong(index, "this is a dict without \"text\"");
  return text;
}

}  // namespace

Text text_of(nb::handle item, std::size_t index) {
  if (PyUnicode_Check(item.ptr())) return {.text = string_of(item, index)};
  if (PyDict_Check(item.ptr())) return text_of_dict(item, index);
  if (PyTuple_Check(item.ptr()) && nb::len(item) == 2) {
    return {.text = string_of(item[0], index), .pair = string_of(item[1], index)};
  }
  throw_wrong(index, "this is a " + name_of_type(item));
}

std::vector<Text> texts_of(nb::handle items) {
  if (nb::isinstance<Texts>(items)) return std::exchange(nb::cast<Texts&>(items).texts, {});
  if (!PyList_Check(items.ptr()) && !PyTuple_Check(items.ptr())) {
    throw Error(ErrorCode::kInvalidInput,
                "the texts are a " + name_of_type(items) + "; give a list of them");
  }
  std::vector<Text> texts;
  texts.reserve(nb::len(items));
  for (const nb::handle item : items) texts.push_back(text_of(item, texts.size()));
  return texts;
}

void bind_texts(nb::module_& module) {
  nb::class_<Texts>(module, "Texts", "Texts read by texts_of_arrow(); answering takes them away.")
      .def("__len__", [](const Texts& texts) { return texts.texts.size(); });
}

}  // namespace tango::python
