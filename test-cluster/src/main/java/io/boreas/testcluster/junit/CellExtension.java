package io.boreas.testcluster.junit;

import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Starts a cell for each test with a parameter of type {@link TestCell}, also in its {@code @BeforeEach} and
 * {@code @AfterEach}, as {@link BoreasCell} says; and closes it after the test, with every process that it started.
 */
public final class CellExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(CellExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestCell.class
                && context.getTestMethod().isPresent();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(NAMESPACE)
                .computeIfAbsent(TestCell.class, none -> TestCell.start(shape(context)), TestCell.class);
    }

    private static TestCell.Shape shape(ExtensionContext context) {
        return AnnotationSupport.findAnnotation(context.getRequiredTestMethod(), BoreasCell.class)
                .or(() -> AnnotationSupport.findAnnotation(context.getRequiredTestClass(), BoreasCell.class))
                .map(told -> new TestCell.Shape(
                        told.agents(),
                        List.of(told.resources()),
                        List.of(told.attributes()),
                        TestCell.Shape.settings(told.settings())))
                .orElseGet(TestCell.Shape::standard);
    }
}
