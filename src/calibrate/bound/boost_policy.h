// How Boost.Math is called here.
#pragma once

#include <boost/math/policies/policy.hpp>

namespace tango::calibrate {

/// In double throughout: long double is several times slower and its digits are not needed.
using BoostPolicy = boost::math::policies::policy<boost::math::policies::promote_double<false>>;

}  // namespace tango::calibrate
