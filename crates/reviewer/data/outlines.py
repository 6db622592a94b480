#!/usr/bin/env python3
"""Writes outlines.txt from the TopoJSON of the npm package world-atlas (Natural Earth, public domain).

    npm pack world-atlas@2.0.2 && tar -xf world-atlas-2.0.2.tgz && python3 outlines.py package > outlines.txt

One line a ring: the country's name, then pairs of longitude and latitude in hundredths of a degree.
"""
import json
import sys

# What the regional map shows, with a margin: longitudes and latitudes.
WEST, EAST, SOUTH, NORTH = 86, 132, -14, 32


def rings(path):
    data = json.load(open(path))
    (sx, sy), (tx, ty) = data["transform"]["scale"], data["transform"]["translate"]
    arcs = []
    for arc in data["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * sx + tx, y * sy + ty))
        arcs.append(points)
    for country in data["objects"]["countries"]["geometries"]:
        parts = country.get("arcs", [])
        parts = [parts] if country["type"] == "Polygon" else parts
        for part in parts:
            for ring in part:
                points = []
                for number in ring:
                    arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                    points += arc if not points else arc[1:]
                yield country["properties"]["name"], points


def simplified(points, tolerance):
    """Douglas and Peucker, without recursion."""
    keep = [False] * len(points)
    keep[0] = keep[-1] = True
    todo = [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        (ax, ay), (bx, by) = points[first], points[last]
        length = ((bx - ax) ** 2 + (by - ay) ** 2) ** 0.5
        worst, at = 0, None
        for i in range(first + 1, last):
            px, py = points[i]
            if length == 0:
                far = ((px - ax) ** 2 + (py - ay) ** 2) ** 0.5
            else:
                far = abs((bx - ax) * (ay - py) - (ax - px) * (by - ay)) / length
            outside = not (WEST <= px <= EAST and SOUTH <= py <= NORTH)
            far = far / 8 if outside else far
            if far > worst:
                worst, at = far, i
        if worst > tolerance:
            keep[at] = True
            todo += [(first, at), (at, last)]
    return [point for point, kept in zip(points, keep) if kept]


def written(name, points):
    if len(points) < 4:
        return
    print(name, " ".join(f"{round(x * 100)},{round(y * 100)}" for x, y in points), sep="\t")


def main(folder):
    for name, points in rings(f"{folder}/countries-50m.json"):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        if max(xs) < WEST or min(xs) > EAST or max(ys) < SOUTH or min(ys) > NORTH:
            continue
        if (max(xs) - min(xs)) * (max(ys) - min(ys)) < 0.02:
            continue
        written(name, simplified(points, 0.03))


main(sys.argv[1])
