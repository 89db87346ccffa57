/**
 * The whole picture as a file: for people (Markdown, JSON) and for pipelines (SARIF, JUnit). Pure functions of {@link
 * io.swarmkeeper.analysis.report.Report}.
 */
@NullMarked
package io.swarmkeeper.analysis.report;

import org.jspecify.annotations.NullMarked;
