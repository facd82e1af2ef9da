#include "errors.h"

#include <exception>
#include <string>

namespace tango::python {
namespace {

const char* name_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return "usage";
    case ErrorCode::kNotFound:
      return "not_found";
    case ErrorCode::kInvalidInput:
      return "invalid_input";
    case ErrorCode::kInvalidModel:
      return "invalid_model";
    case ErrorCode::kUnsupported:
      return "unsupported";
    case ErrorCode::kIo:
      return "io";
    case ErrorCode::kClosedPipe:
      return "closed_pipe";
    case ErrorCode::kInternal:
      return "internal";
    case ErrorCode::kDeadline:
      return "deadline";
    case ErrorCode::kCancelled:
      return "cancelled";
    case ErrorCode::kOverloaded:
      return "overloaded";
    case ErrorCode::kStopping:
      return "stopping";
  }
  return "internal";
}

nb::object error_type() { return nb::module_::import_("tangobert._errors").attr("Error"); }

void translate(const std::exception_ptr& thrown, void* /*unused*/) {
  try {
    std::rethrow_exception(thrown);
  } catch (const Error& error) {
    PyErr_SetObject(error_type().ptr(), error_object(error).ptr());
  }
}

}  // namespace

nb::object text_of_utf8(std::string_view text) {
  PyObject* const decoded =
      PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "replace");
  if (decoded == nullptr) throw nb::python_error();
  return nb::steal(decoded);
}

void register_errors() { nb::register_exception_translator(translate); }

nb::object error_object(const Error& error, std::optional<std::size_t> index) {
  nb::list settings;
  for (const std::string_view setting : error.settings()) {
    if (!setting.empty()) settings.append(nb::str(setting.data(), setting.size()));
  }
  return error_type()(text_of_utf8(error.what()), name_of(error.code()), nb::tuple(settings),
                      index ? nb::object(nb::int_(*index)) : nb::none());
}

void raise_error(const Error& error, std::size_t index) {
  PyErr_SetObject(error_type().ptr(), error_object(error, index).ptr());
  throw nb::python_error();
}

}  // namespace tango::python
