package io.swarmkeeper.analysis.lab;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives the tests the one {@link FindingsLab}, started for the first of them, and puts the Swarm back after each. */
final class SharedLab implements ParameterResolver, AfterEachCallback {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == FindingsLab.class;
    }

    @Override
    public FindingsLab resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return lab(context);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        lab(context).putBack();
    }

    private static FindingsLab lab(ExtensionContext context) {
        return context.getRoot()
                .getStore(Namespace.create(SharedLab.class))
                .computeIfAbsent(FindingsLab.class, k -> new FindingsLab(), FindingsLab.class);
    }
}
