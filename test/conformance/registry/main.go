// Serves a registry on a free port of this machine, pushes folders to it as `oras push` does, one layer a file, and prints
// what can be pulled as JSON. It serves until its standard input ends.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"github.com/google/go-containerregistry/pkg/registry"
	"oras.land/oras-go/v2"
	"oras.land/oras-go/v2/content/file"
	"oras.land/oras-go/v2/registry/remote"

	v1 "github.com/opencontainers/image-spec/specs-go/v1"
)

const user, password = "night", "shift"

// Who does not say name and password is asked for them, as registries of hospitals do.
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(answer http.ResponseWriter, request *http.Request) {
		if name, word, _ := request.BasicAuth(); request.Method == http.MethodGet && (name != user || word != password) {
			answer.Header().Set("WWW-Authenticate", `Basic realm="wards"`)
			http.Error(answer, `{"errors":[{"code":"UNAUTHORIZED"}]}`, http.StatusUnauthorized)
			return
		}
		next.ServeHTTP(answer, request)
	})
}

// One layer a file, titled by its path in the folder.
func push(ctx context.Context, folder, host string) (string, error) {
	store, err := file.New(folder)
	if err != nil {
		return "", err
	}
	defer store.Close()
	var layers []v1.Descriptor
	err = filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, _ := filepath.Rel(folder, path)
		layer, err := store.Add(ctx, name, "application/octet-stream", path)
		layers = append(layers, layer)
		return err
	})
	if err != nil {
		return "", err
	}
	options := oras.PackManifestOptions{Layers: layers}
	manifest, err := oras.PackManifest(ctx, store, oras.PackManifestVersion1_1, "application/vnd.wetread.bundle.v1", options)
	if err != nil {
		return "", err
	}
	if err := store.Tag(ctx, manifest, "v1"); err != nil {
		return "", err
	}
	repository, err := remote.NewRepository(host + "/models/demo")
	if err != nil {
		return "", err
	}
	repository.PlainHTTP = true
	_, err = oras.Copy(ctx, store, "v1", repository, "v1", oras.DefaultCopyOptions)
	return manifest.Digest.String(), err
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	open := registry.New(registry.Logger(log.New(io.Discard, "", 0)))
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go http.Serve(inner, open)
	go http.Serve(listener, guarded(open))
	digest, err := push(context.Background(), os.Args[1], inner.Addr().String())
	if err != nil {
		log.Fatal(err)
	}
	reference := fmt.Sprintf("oci://%s/models/demo@%s", listener.Addr(), digest)
	json.NewEncoder(os.Stdout).Encode(map[string]string{"reference": reference, "user": user, "password": password})
	io.Copy(io.Discard, os.Stdin)
}
