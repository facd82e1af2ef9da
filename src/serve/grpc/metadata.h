// What the Open Inference Protocol tells of the server and its models over gRPC.
#pragma once

#include <vector>

#include "serve/catalogue.h"
#include "serve/grpc/open_inference.pb.h"
#include "serve/models/repository.h"

namespace tango::serve::grpc {

/// That there is no such model is an answer here.
[[nodiscard]] ::inference::ModelReadyResponse is_model_ready(
    const Catalogue& catalogue, const ::inference::ModelReadyRequest& request);

[[nodiscard]] ::inference::ServerMetadataResponse describe_server();

/// Throws as Catalogue::get() does, and so does statistics_of().
[[nodiscard]] ::inference::ModelMetadataResponse describe_model(
    const Catalogue& catalogue, const ::inference::ModelMetadataRequest& request);

/// Without a name: of all models.
[[nodiscard]] ::inference::ModelStatisticsResponse statistics_of(
    const Catalogue& catalogue, const ::inference::ModelStatisticsRequest& request);

/// `ready`: those alone that are.
[[nodiscard]] ::inference::RepositoryIndexResponse index_of(
    const std::vector<ModelState>& states, const ::inference::RepositoryIndexRequest& request);

}  // namespace tango::serve::grpc
