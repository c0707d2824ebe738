//! A document without a screen: what the components drew, as a browser would
//! hold it.

use dioxus::core::{
    AttributeValue, ElementId, Template, TemplateAttribute, TemplateNode, WriteMutations,
};
use std::collections::{BTreeMap, HashMap};

/// A node's place in the tree.
pub type NodeId = usize;

#[derive(Clone, Default)]
struct Node {
    parent: Option<NodeId>,
    children: Vec<NodeId>,
    /// Empty for a text.
    tag: String,
    text: String,
    attributes: BTreeMap<&'static str, String>,
    element: Option<ElementId>,
    /// Whether a component listens to it: only those are known by their id.
    is_heard: bool,
}

/// All that is drawn.
pub struct Tree {
    nodes: Vec<Node>,
    /// Places of nodes that are gone.
    free: Vec<NodeId>,
    ids: HashMap<ElementId, NodeId>,
    stack: Vec<NodeId>,
}

impl Tree {
    /// An empty document.
    pub fn new() -> Self {
        let root = ElementId(0);
        let node = Node {
            tag: "body".into(),
            element: Some(root),
            ..Node::default()
        };
        Self {
            nodes: vec![node],
            free: Vec::new(),
            ids: HashMap::from([(root, 0)]),
            stack: Vec::new(),
        }
    }

    /// Every element in sight, in document order.
    pub fn elements(&self) -> Vec<NodeId> {
        let (mut found, mut open) = (Vec::new(), vec![0]);
        while let Some(id) = open.pop() {
            if !self.nodes[id].tag.is_empty() {
                found.push(id);
            }
            open.extend(self.nodes[id].children.iter().rev());
        }
        found
    }

    /// The name of its tag.
    pub fn tag(&self, id: NodeId) -> &str {
        &self.nodes[id].tag
    }

    /// An attribute.
    pub fn attribute(&self, id: NodeId, name: &str) -> Option<&str> {
        self.nodes[id].attributes.get(name).map(String::as_str)
    }

    /// What a person reads of it; texts of neighbours stand apart.
    pub fn text(&self, id: NodeId) -> String {
        let mut words = Vec::new();
        self.read(id, &mut words);
        words.join(" ")
    }

    fn read<'a>(&'a self, id: NodeId, words: &mut Vec<&'a str>) {
        let node = &self.nodes[id];
        if self.attribute(id, "aria-hidden") == Some("true") || node.tag == "style" {
            return;
        }
        let text = node.text.trim();
        if !text.is_empty() {
            words.push(text);
        }
        for child in &node.children {
            self.read(*child, words);
        }
    }

    /// Its name for assistive technology: `aria-label`, else its text.
    pub fn name(&self, id: NodeId) -> String {
        self.attribute(id, "aria-label")
            .map_or_else(|| self.text(id), str::to_owned)
    }

    /// It and what it stands in, from the inside out.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(Some(id), |id| self.nodes[*id].parent)
    }

    /// By what the components know it or the nearest element around it.
    pub fn element(&self, id: NodeId) -> ElementId {
        let known = self
            .ancestors(id)
            .filter(|id| self.nodes[*id].is_heard)
            .find_map(|id| self.nodes[id].element);
        known.expect("an element that somebody listens to")
    }

    fn add(&mut self, node: Node) -> NodeId {
        if let Some(id) = self.free.pop() {
            self.nodes[id] = node;
            return id;
        }
        self.nodes.push(node);
        self.nodes.len() - 1
    }

    fn bind(&mut self, node: NodeId, id: ElementId) {
        self.nodes[node].element = Some(id);
        self.ids.insert(id, node);
    }

    fn build(&mut self, template: &TemplateNode) -> NodeId {
        match template {
            TemplateNode::Element {
                tag,
                attrs,
                children,
                ..
            } => {
                let mut attributes = BTreeMap::new();
                for attribute in *attrs {
                    if let TemplateAttribute::Static { name, value, .. } = attribute {
                        attributes.insert(*name, (*value).to_owned());
                    }
                }
                let id = self.add(Node {
                    tag: (*tag).into(),
                    attributes,
                    ..Node::default()
                });
                for child in *children {
                    let child = self.build(child);
                    self.nodes[child].parent = Some(id);
                    self.nodes[id].children.push(child);
                }
                id
            }
            TemplateNode::Text { text } => self.add(Node {
                text: (*text).into(),
                ..Node::default()
            }),
            TemplateNode::Dynamic { .. } => self.add(Node::default()),
        }
    }

    fn along(&self, path: &[u8]) -> NodeId {
        let top = *self.stack.last().expect("a node on the stack");
        path.iter().fold(top, |node, index| {
            self.nodes[node].children[usize::from(*index)]
        })
    }

    fn take(&mut self, count: usize) -> Vec<NodeId> {
        self.stack.split_off(self.stack.len() - count)
    }

    /// Puts nodes where `target` is, `before` so many places on; takes them from
    /// where they were.
    fn insert(&mut self, target: NodeId, nodes: Vec<NodeId>, offset: usize) {
        nodes.iter().for_each(|node| self.detach(*node));
        let parent = self.nodes[target].parent.expect("a parent");
        let at = self.position(parent, target) + offset;
        for node in &nodes {
            self.nodes[*node].parent = Some(parent);
        }
        self.nodes[parent].children.splice(at..at, nodes);
    }

    fn position(&self, parent: NodeId, child: NodeId) -> usize {
        let children = &self.nodes[parent].children;
        children.iter().position(|id| *id == child).expect("there")
    }

    fn detach(&mut self, node: NodeId) {
        if let Some(parent) = self.nodes[node].parent.take() {
            let at = self.position(parent, node);
            self.nodes[parent].children.remove(at);
        }
    }

    /// Takes a node out, and all that is in it.
    fn remove(&mut self, node: NodeId) {
        self.detach(node);
        let mut open = vec![node];
        while let Some(id) = open.pop() {
            open.append(&mut self.nodes[id].children);
            self.free.push(id);
        }
    }
}

impl WriteMutations for Tree {
    fn append_children(&mut self, id: ElementId, m: usize) {
        let parent = self.ids[&id];
        for node in self.take(m) {
            self.detach(node);
            self.nodes[node].parent = Some(parent);
            self.nodes[parent].children.push(node);
        }
    }

    fn assign_node_id(&mut self, path: &'static [u8], id: ElementId) {
        self.bind(self.along(path), id);
    }

    fn create_placeholder(&mut self, id: ElementId) {
        self.create_text_node("", id);
    }

    fn create_text_node(&mut self, value: &str, id: ElementId) {
        let node = self.add(Node {
            text: value.into(),
            ..Node::default()
        });
        self.bind(node, id);
        self.stack.push(node);
    }

    fn load_template(&mut self, template: Template, index: usize, id: ElementId) {
        let node = self.build(&template.roots[index]);
        self.bind(node, id);
        self.stack.push(node);
    }

    fn replace_node_with(&mut self, id: ElementId, m: usize) {
        let (target, nodes) = (self.ids[&id], self.take(m));
        self.insert(target, nodes, 0);
        self.remove(target);
    }

    fn replace_placeholder_with_nodes(&mut self, path: &'static [u8], m: usize) {
        let nodes = self.take(m);
        let target = self.along(path);
        self.insert(target, nodes, 0);
        self.remove(target);
    }

    fn insert_nodes_after(&mut self, id: ElementId, m: usize) {
        let (target, nodes) = (self.ids[&id], self.take(m));
        self.insert(target, nodes, 1);
    }

    fn insert_nodes_before(&mut self, id: ElementId, m: usize) {
        let (target, nodes) = (self.ids[&id], self.take(m));
        self.insert(target, nodes, 0);
    }

    fn set_attribute(
        &mut self,
        name: &'static str,
        _ns: Option<&'static str>,
        value: &AttributeValue,
        id: ElementId,
    ) {
        let value = match value {
            AttributeValue::Text(text) => Some(text.clone()),
            AttributeValue::Float(number) => Some(number.to_string()),
            AttributeValue::Int(number) => Some(number.to_string()),
            AttributeValue::Bool(is) => is.then(|| "true".to_owned()),
            _ => None,
        };
        let attributes = &mut self.nodes[self.ids[&id]].attributes;
        match value {
            Some(value) => attributes.insert(name, value),
            None => attributes.remove(name),
        };
    }

    fn set_node_text(&mut self, value: &str, id: ElementId) {
        self.nodes[self.ids[&id]].text = value.into();
    }

    fn create_event_listener(&mut self, _name: &'static str, id: ElementId) {
        let node = self.ids[&id];
        self.nodes[node].is_heard = true;
    }

    fn remove_event_listener(&mut self, _name: &'static str, _id: ElementId) {}

    fn remove_node(&mut self, id: ElementId) {
        self.remove(self.ids[&id]);
    }

    fn push_root(&mut self, id: ElementId) {
        self.stack.push(self.ids[&id]);
    }
}
