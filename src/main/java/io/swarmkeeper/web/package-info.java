@NullMarked
package io.swarmkeeper.web;

import org.jspecify.annotations.NullMarked;
