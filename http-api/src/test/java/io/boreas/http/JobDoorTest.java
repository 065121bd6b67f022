package io.boreas.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class JobDoorTest {
    private final Doors doors = new Doors();

    @AfterEach
    void close() {
        doors.close();
    }

    @Test
    void aCreatedJobIsThereToBeRead() {
        var created = doors.post("/boreas/v1/jobs", Doors.TOY);

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Location")).isEqualTo("/boreas/v1/jobs/www-data/devel/toy");
        var job = doors.get(created.header("Location")).json();
        assertThat(job.path("key").asText()).isEqualTo("www-data/devel/toy");
        assertThat(job.path("kind").asText()).isEqualTo("service");
        assertThat(job.path("counts").path("PENDING").asInt()).isEqualTo(2);
        assertThat(job.path("instances")).hasSize(2);
        assertThat(job.path("spec").path("task").path("ports").get(0).asText()).isEqualTo("http");
    }
}
