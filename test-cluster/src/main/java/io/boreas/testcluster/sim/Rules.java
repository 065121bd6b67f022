package io.boreas.testcluster.sim;

import io.boreas.core.agent.Agent;
import io.boreas.core.agent.AgentCommand;
import io.boreas.core.agent.AgentEffect;
import io.boreas.core.agent.AgentEvent;
import io.boreas.core.agent.AgentReply;
import io.boreas.core.framework.Framework;
import io.boreas.core.framework.FrameworkCommand;
import io.boreas.core.framework.FrameworkEffect;
import io.boreas.core.framework.FrameworkEvent;
import io.boreas.core.framework.FrameworkReply;
import io.boreas.core.id.AgentId;
import io.boreas.core.id.FrameworkId;
import io.boreas.core.id.JobKey;
import io.boreas.core.job.Job;
import io.boreas.core.job.JobCommand;
import io.boreas.core.job.JobEffect;
import io.boreas.core.job.JobEvent;
import io.boreas.core.job.JobReply;
import io.boreas.core.machine.Machine;

/** The machines that decide: the real ones, unless a test of the checks puts broken ones in their place. */
public record Rules(
        Machine<AgentId, Agent, AgentCommand, AgentEvent, AgentReply, AgentEffect> agents,
        Machine<JobKey, Job, JobCommand, JobEvent, JobReply, JobEffect> jobs,
        Machine<FrameworkId, Framework, FrameworkCommand, FrameworkEvent, FrameworkReply, FrameworkEffect>
                frameworks) {}
