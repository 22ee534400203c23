package k8s_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer/json"
	"k8s.io/client-go/kubernetes/scheme"
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
	"sigs.k8s.io/yaml"
)

// build makes the documents of a folder, as kubectl apply -k would.
func build(t *testing.T, dir string) [][]byte {
	t.Helper()
	made, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), dir)
	if err != nil {
		t.Fatal(err)
	}
	var documents [][]byte
	for _, r := range made.Resources() {
		document, err := r.AsYAML()
		if err != nil {
			t.Fatal(err)
		}
		documents = append(documents, document)
	}
	if len(documents) == 0 {
		t.Fatalf("%s makes nothing", dir)
	}
	return documents
}

// decode reads a document as the API's type, strictly.
func decode(document []byte) (runtime.Object, error) {
	strict := json.NewSerializerWithOptions(json.DefaultMetaFactory, scheme.Scheme, scheme.Scheme, json.SerializerOptions{Yaml: true, Strict: true})
	object, _, err := strict.Decode(document, nil, nil)
	return object, err
}

// objects are the documents of a folder as the API's types.
func objects(t *testing.T, dir string) (all []runtime.Object) {
	t.Helper()
	for _, document := range build(t, dir) {
		object, err := decode(document)
		if err != nil {
			t.Fatalf("%v\n%s", err, document)
		}
		all = append(all, object)
	}
	return all
}

// folders are those with a kustomization of their own; components are parts of
// others.
func folders(t *testing.T) (dirs []string) {
	t.Helper()
	for _, top := range []string{".", filepath.Join("..", "deploy")} {
		err := filepath.WalkDir(top, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.Name() != "kustomization.yaml" {
				return err
			}
			raw, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			var head struct{ Kind string }
			if err := yaml.Unmarshal(raw, &head); err != nil {
				return err
			}
			if head.Kind != "Component" {
				dirs = append(dirs, filepath.Dir(path))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return dirs
}

// overlays are what somebody applies.
func overlays(t *testing.T) (dirs []string) {
	t.Helper()
	for _, dir := range folders(t) {
		if strings.HasPrefix(dir, "overlays") {
			dirs = append(dirs, dir)
		}
	}
	if len(dirs) < 3 {
		t.Fatalf("found the overlays %v", dirs)
	}
	return dirs
}

func TestEveryFolder_IsWhatTheAPITakes(t *testing.T) {
	for _, dir := range folders(t) {
		t.Run(dir, func(t *testing.T) { objects(t, dir) })
	}
}

func TestDecode_IsStrict(t *testing.T) {
	for name, document := range map[string]string{
		"a field that is not there": "apiVersion: v1\nkind: Service\nspec:\n  port: 1\n",
		"a value of another type":   "apiVersion: apps/v1\nkind: Deployment\nspec:\n  replicas: many\n",
		"a field said twice":        "apiVersion: v1\nkind: Service\nspec:\n  type: A\n  type: B\n",
		"a kind that is none":       "apiVersion: v1\nkind: Servant\n",
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			if _, err := decode([]byte(document)); err == nil {
				t.Error("accepted")
			}
		})
	}
}
