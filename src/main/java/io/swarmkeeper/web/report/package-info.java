/**
 * The whole picture in one document, for people and pipelines: {@link io.swarmkeeper.web.report.Report} gathers it,
 * {@link io.swarmkeeper.web.report.ReportFormat} writes it.
 */
@NullMarked
package io.swarmkeeper.web.report;

import org.jspecify.annotations.NullMarked;
