// tangobert._core: the public API of libtango for the Python files beside it.
#include <nanobind/nanobind.h>

#include <tango/version.h>

#include "answers.h"
#include "arrow.h"
#include "async_queue.h"
#include "engine.h"
#include "errors.h"
#include "gil.h"
#include "stream.h"
#include "texts.h"

NB_MODULE(_core, module) {
  module.doc() =
      "What libtango gives the package tangobert. Not for programs: use tangobert.load().";
  module.attr("version") = tango::version();
  // Where a child of a fork ends, what the parent's threads hold is still there, and no leak.
  nanobind::set_leak_warnings(false);
  tango::python::watch_the_end();
  tango::python::register_errors();
  tango::python::bind_texts(module);
  tango::python::bind_arrow(module);
  tango::python::bind_answers(module);
  tango::python::bind_engine(module);
  tango::python::bind_stream(module);
  tango::python::bind_async_queue(module);
}
