package io.boreas.testcluster.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives each test that asks for a {@link TestCell} one of its own. That of a method wins over that of its class.
 *
 * <pre>{@code
 * @BoreasCell(agents = 2, resources = "cpus:2;mem:1024")
 * final class MyFrameworkTest {
 *     @Test
 *     void survivesAnAgent(TestCell cell) {
 *         var framework = new MyFramework(cell.url());
 *         cell.agent(0).stop();
 *     }
 * }
 * }</pre>
 */
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(CellExtension.class)
public @interface BoreasCell {
    /** How many agents, 1 to {@link TestCell#AGENTS_MAX}. */
    int agents() default 1;

    /**
     * What each agent gives, in Mesos's form: one text for all, or one for each. It is only counted: a test's machine
     * need not have it.
     */
    String[] resources() default "cpus:4;mem:4096;disk:4096;ports:[31000-31099]";

    /** What each agent says of itself, such as {@code rack:r1;zone:a}: none, one text for all, or one for each. */
    String[] attributes() default {};

    /** Settings of the cell, such as {@code boreas.agents.unreachable-after=2s}. */
    String[] settings() default {};
}
