package io.boreas.core.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Where a machine is, and what constraints see of that. */
class FaultDomainTest {
    private final FaultDomain domain = new FaultDomain("eu", "eu-1");

    @Test
    void constraintsSeeItBesideTheAttributes() {
        assertThat(domain.over(Attributes.parse("rack:r1")).toString())
                .isEqualTo("@region:eu;@zone:eu-1;rack:r1;region:eu;zone:eu-1");
    }

    @Test
    void attributesOfTheAgentsOwnGoFirstUnlessTheirNamesAreTheDomainsAlone() {
        assertThat(domain.over(Attributes.parse("zone:a;zone:b;@zone:mine;@region:mine"))
                        .toString())
                .isEqualTo("@region:eu;@zone:eu-1;region:eu;zone:a;zone:b");
    }

    @Test
    void bothOrNoneAreSaid() {
        assertThat(FaultDomain.of("here", "eu", "eu-1")).contains(domain);
        assertThat(FaultDomain.of("here", "", "")).isEmpty();
        assertThatThrownBy(() -> FaultDomain.of("here", "eu", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("here has both, region and zone, or none");
        assertThatThrownBy(() -> FaultDomain.of("here", "eu", "a b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("here.zone");
    }

    @Test
    void aConstraintIsOnTheRegionByEitherName() {
        assertThat(FaultDomain.isRegion("region")).isTrue();
        assertThat(FaultDomain.isRegion("@region")).isTrue();
        assertThat(FaultDomain.isRegion("zone")).isFalse();
    }
}
