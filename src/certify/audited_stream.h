// A stream of records through a cascade, some of them audited on the way.
#pragma once

#include <memory>

#include "certify/auditor.h"
#include "service/pipeline.h"
#include "task/record_reader.h"

namespace tango::certify {

/// As service::answer_records, with the thresholds that the auditor says. Of audited texts the tier
/// that did not answer reads them, too; an audit that fails counts as a miss. Which texts are
/// audited depends on the auditor's state alone; how soon after an alarm thresholds change depends
/// on how many texts are on their way.
void answer_audited(task::RecordReader& reader,
                    const std::shared_ptr<const cascade::Cascade>& cascade,
                    const service::PipelineOptions& options, Auditor& auditor,
                    service::AnswerSink sink);

}  // namespace tango::certify
