package k8s_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	apps "k8s.io/api/apps/v1"
	core "k8s.io/api/core/v1"
	network "k8s.io/api/networking/v1"
	policy "k8s.io/api/policy/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
)

// workload is what runs pods.
type workload struct {
	name     string
	replicas int32
	pod      core.PodTemplateSpec
	claims   []core.PersistentVolumeClaim
}

func workloads(all []runtime.Object) (found []workload) {
	for _, object := range all {
		switch o := object.(type) {
		case *apps.Deployment:
			found = append(found, workload{o.Name, *o.Spec.Replicas, o.Spec.Template, nil})
		case *apps.StatefulSet:
			found = append(found, workload{o.Name, *o.Spec.Replicas, o.Spec.Template, o.Spec.VolumeClaimTemplates})
		}
	}
	return found
}

// rules say what is wrong with an overlay.
var rules = map[string]func(all []runtime.Object) []string{
	"an image is named with a release, never the latest": eachContainer(func(c core.Container) string {
		_, tag, tagged := strings.Cut(c.Image, ":")
		return unless(tagged && tag != "" && tag != "latest", "image "+c.Image)
	}),
	"a container is nobody, gains nothing and writes to its volumes only": eachContainer(func(c core.Container) string {
		s := c.SecurityContext
		return unless(s != nil && is(s.ReadOnlyRootFilesystem, true) && is(s.AllowPrivilegeEscalation, false) &&
			s.Capabilities != nil && slices.Equal(s.Capabilities.Drop, []core.Capability{"ALL"}) && len(s.Capabilities.Add) == 0,
			"security context")
	}),
	"a pod is not root, has the default seccomp profile, no token and no links": eachPod(func(p core.PodSpec) string {
		s := p.SecurityContext
		return unless(s != nil && is(s.RunAsNonRoot, true) && s.RunAsUser != nil && *s.RunAsUser > 0 &&
			s.SeccompProfile != nil && s.SeccompProfile.Type == core.SeccompProfileTypeRuntimeDefault &&
			is(p.AutomountServiceAccountToken, false) && is(p.EnableServiceLinks, false) &&
			!p.HostNetwork && !p.HostPID && !p.HostIPC, "pod security")
	}),
	"a container says what it needs and gets no more": eachContainer(func(c core.Container) string {
		for _, list := range []core.ResourceList{c.Resources.Requests, c.Resources.Limits} {
			if list.Cpu().IsZero() || list.Memory().IsZero() {
				return "requests and limits of cpu and memory"
			}
		}
		return ""
	}),
	"a container is asked whether it lives and whether it is ready": eachContainer(func(c core.Container) string {
		return unless(c.LivenessProbe != nil && c.ReadinessProbe != nil && c.StartupProbe != nil, "probes")
	}),
	"our own services are asked at /livez and /readyz of the probes port": eachContainer(func(c core.Container) string {
		if c.Name != "service" {
			return ""
		}
		live, ready := c.LivenessProbe.HTTPGet, c.ReadinessProbe.HTTPGet
		return unless(live != nil && ready != nil && live.Path == "/livez" && ready.Path == "/readyz" &&
			live.Port.StrVal == "probes" && ready.Port.StrVal == "probes", "probes")
	}),
	"what a pod mounts or reads is there": references,
	"a service leads to a port of a pod":  services,
	"a policy or a budget selects a pod":  selections,
	"traffic is denied by default":        denied,
	"a service with keys of its own is one process at a time": func(all []runtime.Object) (bad []string) {
		for _, object := range all {
			d, ok := object.(*apps.Deployment)
			if !ok || !slices.ContainsFunc(d.Spec.Template.Spec.Volumes, func(v core.Volume) bool { return v.PersistentVolumeClaim != nil }) {
				continue
			}
			if *d.Spec.Replicas != 1 || d.Spec.Strategy.Type != apps.RecreateDeploymentStrategyType {
				bad = append(bad, d.Name)
			}
		}
		return bad
	},
	"the namespace enforces restricted pods, and everything is in it": func(all []runtime.Object) (bad []string) {
		space := ""
		for _, object := range all {
			if n, ok := object.(*core.Namespace); ok && n.Labels["pod-security.kubernetes.io/enforce"] == "restricted" {
				space = n.Name
			}
		}
		for _, object := range all {
			if o := object.(meta.Object); o.GetNamespace() != space && o.GetName() != space || space == "" {
				bad = append(bad, o.GetName())
			}
		}
		return bad
	},
}

func TestOverlays_KeepHouseRules(t *testing.T) {
	for _, dir := range overlays(t) {
		all := objects(t, dir)
		if len(workloads(all)) < 9 {
			t.Fatalf("%s runs %d workloads only", dir, len(workloads(all)))
		}
		for rule, broken := range rules {
			t.Run(dir+": "+rule, func(t *testing.T) {
				for _, what := range broken(all) {
					t.Error(what)
				}
			})
		}
	}
}

func TestRules_NoticeWhatBreaksThem(t *testing.T) {
	service := func(all []runtime.Object) *apps.Deployment {
		for _, object := range all {
			if d, ok := object.(*apps.Deployment); ok && d.Name == "intake" {
				return d
			}
		}
		t.Fatal("there is no intake")
		return nil
	}
	container := func(all []runtime.Object) *core.Container { return &service(all).Spec.Template.Spec.Containers[0] }
	for rule, spoil := range map[string]func(all []runtime.Object){
		"an image is named with a release, never the latest":                  func(all []runtime.Object) { container(all).Image = "nivel:latest" },
		"a container is nobody, gains nothing and writes to its volumes only": func(all []runtime.Object) { container(all).SecurityContext.ReadOnlyRootFilesystem = nil },
		"a pod is not root, has the default seccomp profile, no token and no links": func(all []runtime.Object) {
			*service(all).Spec.Template.Spec.SecurityContext.RunAsUser = 0
		},
		"a container says what it needs and gets no more":                     func(all []runtime.Object) { container(all).Resources.Limits = nil },
		"a container is asked whether it lives and whether it is ready":       func(all []runtime.Object) { container(all).LivenessProbe = nil },
		"our own services are asked at /livez and /readyz of the probes port": func(all []runtime.Object) { container(all).ReadinessProbe.HTTPGet.Path = "/" },
		"what a pod mounts or reads is there": func(all []runtime.Object) {
			container(all).EnvFrom[0].ConfigMapRef.Name = "gone"
		},
		"a service leads to a port of a pod":                      func(all []runtime.Object) { container(all).Ports = nil },
		"a policy or a budget selects a pod":                      func(all []runtime.Object) { service(all).Spec.Template.Labels = nil },
		"a service with keys of its own is one process at a time": func(all []runtime.Object) { *service(all).Spec.Replicas = 2 },
		"the namespace enforces restricted pods, and everything is in it": func(all []runtime.Object) {
			service(all).Namespace = "default"
		},
		"traffic is denied by default": func(all []runtime.Object) {
			for _, object := range all {
				if p, ok := object.(*network.NetworkPolicy); ok && p.Name == "default-deny" {
					p.Spec.PolicyTypes = nil
				}
			}
		},
	} {
		t.Run(rule, func(t *testing.T) {
			all := objects(t, "overlays/demo")
			spoil(all)
			if rules[rule] == nil || len(rules[rule](all)) == 0 {
				t.Error("did not notice")
			}
		})
	}
	if t.Failed() || len(rules) != 12 {
		t.Errorf("%d rules; each must have a case above", len(rules))
	}
}

func eachPod(wrong func(core.PodSpec) string) func([]runtime.Object) []string {
	return func(all []runtime.Object) (bad []string) {
		for _, w := range workloads(all) {
			if what := wrong(w.pod.Spec); what != "" {
				bad = append(bad, w.name+": "+what)
			}
		}
		return bad
	}
}

func eachContainer(wrong func(core.Container) string) func([]runtime.Object) []string {
	return eachPod(func(p core.PodSpec) string {
		for _, c := range append(slices.Clone(p.InitContainers), p.Containers...) {
			if what := wrong(c); what != "" {
				return c.Name + ": " + what
			}
		}
		return ""
	})
}

func unless(fine bool, what string) string {
	if fine {
		return ""
	}
	return what
}

func is(flag *bool, want bool) bool { return flag != nil && *flag == want }

// byHand are the Secrets that a person makes (README.md).
var byHand = []string{"secret nivel", "secret nivel-mail", "secret nivel-sign-in"}

func references(all []runtime.Object) (bad []string) {
	there := slices.Clone(byHand)
	for _, object := range all {
		switch o := object.(type) {
		case *core.ConfigMap:
			there = append(there, "configmap "+o.Name)
		case *core.PersistentVolumeClaim:
			there = append(there, "claim "+o.Name)
		}
	}
	for _, w := range workloads(all) {
		volumes := map[string]bool{}
		need := func(what string) {
			if !slices.Contains(there, what) {
				bad = append(bad, w.name+" needs "+what)
			}
		}
		for _, v := range w.pod.Spec.Volumes {
			volumes[v.Name] = true
			switch {
			case v.ConfigMap != nil:
				need("configmap " + v.ConfigMap.Name)
			case v.Secret != nil:
				need("secret " + v.Secret.SecretName)
			case v.PersistentVolumeClaim != nil:
				need("claim " + v.PersistentVolumeClaim.ClaimName)
			}
		}
		for _, c := range w.claims {
			volumes[c.Name] = true
		}
		for _, c := range w.pod.Spec.Containers {
			for _, from := range c.EnvFrom {
				need("configmap " + from.ConfigMapRef.Name)
			}
			for _, m := range c.VolumeMounts {
				if !volumes[m.Name] {
					bad = append(bad, w.name+" mounts no volume of its own: "+m.Name)
				}
			}
		}
	}
	return bad
}

func services(all []runtime.Object) (bad []string) {
	for _, object := range all {
		s, ok := object.(*core.Service)
		if !ok {
			continue
		}
		for _, p := range s.Spec.Ports {
			found := slices.ContainsFunc(workloads(all), func(w workload) bool {
				return labels.SelectorFromSet(s.Spec.Selector).Matches(labels.Set(w.pod.Labels)) &&
					slices.ContainsFunc(w.pod.Spec.Containers[0].Ports, func(c core.ContainerPort) bool { return c.Name == p.TargetPort.StrVal })
			})
			if !found {
				bad = append(bad, fmt.Sprintf("%s: port %s", s.Name, p.Name))
			}
		}
	}
	return bad
}

// selections finds selectors of pods of this namespace that select none.
func selections(all []runtime.Object) (bad []string) {
	check := func(name string, selector *meta.LabelSelector) {
		s, err := meta.LabelSelectorAsSelector(selector)
		matches := func(w workload) bool { return s.Matches(labels.Set(w.pod.Labels)) }
		if err != nil || !slices.ContainsFunc(workloads(all), matches) {
			bad = append(bad, name)
		}
	}
	peers := func(name string, list []network.NetworkPolicyPeer) {
		for _, p := range list {
			if p.PodSelector != nil && p.NamespaceSelector == nil {
				check(name, p.PodSelector)
			}
		}
	}
	for _, object := range all {
		switch o := object.(type) {
		case *policy.PodDisruptionBudget:
			check(o.Name, o.Spec.Selector)
		case *network.NetworkPolicy:
			check(o.Name, &o.Spec.PodSelector)
			for _, rule := range o.Spec.Ingress {
				peers(o.Name, rule.From)
			}
			for _, rule := range o.Spec.Egress {
				peers(o.Name, rule.To)
			}
		}
	}
	return bad
}

func denied(all []runtime.Object) []string {
	for _, object := range all {
		p, ok := object.(*network.NetworkPolicy)
		if ok && len(p.Spec.PodSelector.MatchLabels)+len(p.Spec.PodSelector.MatchExpressions)+len(p.Spec.Ingress)+len(p.Spec.Egress) == 0 &&
			slices.Contains(p.Spec.PolicyTypes, network.PolicyTypeIngress) && slices.Contains(p.Spec.PolicyTypes, network.PolicyTypeEgress) {
			return nil
		}
	}
	return []string{"no policy denies everything"}
}
