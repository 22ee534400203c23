// Package edgetest helps to test services that stand on the edge.
package edgetest
