// Files of src/serve/page as they were when the program was built.
#pragma once

#include <string_view>

namespace tango::serve::page {

extern const std::string_view kPage;     ///< page.html
extern const std::string_view kDocs;     ///< docs.html
extern const std::string_view kOpenApi;  ///< openapi.json

}  // namespace tango::serve::page
