package io.swarmkeeper;

import io.swarmkeeper.swarm.Masking;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.ValidatorFactory;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.hibernate.validator.HibernateValidator;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.util.unit.DataSize;

/**
 * Reads the settings of all rooms before anything starts, so that everything that is wrong is named at once, with what
 * was found and where. Each room's record says what is right: annotations on its components for one setting by itself,
 * its compact constructor for how several go together.
 */
final class SettingsCheck implements BeanFactoryPostProcessor {

    private final Environment environment;

    SettingsCheck(Environment environment) {
        this.environment = environment;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        TreeMap<String, Class<?>> records = new TreeMap<>();
        for (String name : beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
            Class<?> type = beans.getType(name);
            if (type != null
                    && type.isRecord()
                    && type.getName().startsWith(getClass().getPackageName() + ".")) {
                records.put(name, type);
            }
        }
        Set<String> wrong = new LinkedHashSet<>();
        try (ValidatorFactory factory = Validation.byProvider(HibernateValidator.class)
                .configure()
                .defaultLocale(Locale.ENGLISH)
                .buildValidatorFactory()) {
            Reading reading = new Reading(Binder.get(environment), factory.getValidator(), wrong);
            records.values().forEach(type -> reading.check(prefix(type), type));
        }
        if (!wrong.isEmpty()) {
            throw new WrongSettingsException(List.copyOf(wrong));
        }
    }

    private static String prefix(Class<?> type) {
        return type.getAnnotation(ConfigurationProperties.class).value();
    }

    private final class Reading {

        private final Binder binder;
        private final Validator validator;
        /** What a record inside another says comes up twice. */
        private final Set<String> wrong;

        Reading(Binder binder, Validator validator, Set<String> wrong) {
            this.binder = binder;
            this.validator = validator;
            this.wrong = wrong;
        }

        private void check(String prefix, Class<?> type) {
            boolean readable = true;
            for (RecordComponent component : type.getRecordComponents()) {
                String name = prefix + "." + kebab(component.getName());
                if (component.getType().isRecord()) {
                    check(name, component.getType());
                } else {
                    readable &= checkOne(name, type, component);
                }
            }
            if (readable) {
                together(prefix, type);
            }
        }

        /** False if it cannot even be read as what it should be. */
        private boolean checkOne(String name, Class<?> type, RecordComponent component) {
            try {
                binder.bind(name, Bindable.of(ResolvableType.forType(component.getGenericType())))
                        .ifBound(value -> validator
                                .validateValue(type, component.getName(), value)
                                .forEach(v -> tell(name, "it " + v.getMessage())));
                return true;
            } catch (BindException e) {
                tell(name, expected(component.getType()));
                return false;
            }
        }

        private void together(String prefix, Class<?> type) {
            try {
                binder.bind(prefix, Bindable.of(type));
            } catch (BindException e) {
                Throwable root = e;
                for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                    root = cause;
                }
                wrong.add(String.valueOf(root.getMessage()));
            }
        }

        private void tell(String name, String expected) {
            String found =
                    found(name).map(v -> "\"" + Masking.value(name, v) + "\"").orElse("not readable");
            wrong.add("%s is %s, but %s%s".formatted(name, found, expected, origin(name)));
        }

        private Optional<String> found(String name) {
            try {
                return Optional.ofNullable(
                        binder.bind(name, Bindable.of(String.class)).orElse(null));
            } catch (BindException e) {
                return Optional.empty();
            }
        }
    }

    private String origin(String name) {
        ConfigurationPropertyName key = ConfigurationPropertyName.of(name);
        for (var source : ConfigurationPropertySources.get(environment)) {
            var property = source.getConfigurationProperty(key);
            if (property != null && property.getOrigin() != null) {
                return " (from " + property.getOrigin() + ")";
            }
        }
        return "";
    }

    private static String expected(Class<?> type) {
        if (type == Duration.class) {
            return "a duration such as 10s is expected";
        }
        if (type == int.class || type == long.class) {
            return "a whole number is expected";
        }
        if (type == boolean.class) {
            return "true or false is expected";
        }
        if (type == DataSize.class || type == Optional.class) {
            return "a size such as 64MB is expected";
        }
        return "another kind of value is expected";
    }

    private static String kebab(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    /** Everything that is wrong with the settings, one sentence each. */
    static final class WrongSettingsException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient List<String> sentences;

        WrongSettingsException(List<String> sentences) {
            super(String.join("; ", sentences));
            this.sentences = List.copyOf(sentences);
        }

        List<String> sentences() {
            return sentences;
        }
    }
}
